/** What is left of a file whose signature data was taken out, and what was taken. */
export interface SealPicture {
  readonly format: 'PNG' | 'JPEG' | 'GIF' | 'BMP' | 'OFD';
  readonly bytes: Buffer;
}

export interface Stripped {
  readonly bytes: Buffer;
  /** Names of what was taken out. */
  readonly removed: readonly string[];
  /** Names of what shows the seal and stays in the file. */
  readonly kept: readonly string[];
  /** Pictures that lay within the signature data: kept beside the file. */
  readonly pictures: readonly SealPicture[];
}

/** Signature data that is there and cannot be taken out: a person has to. */
export class SealFault extends Error {
  override readonly name = 'SealFault';
}
