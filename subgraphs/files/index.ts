/** Content of files: stored under random ids, taken up in parts, handed out in ranges. */
export {
  parseBlobId,
  type BlobId,
  type BlobSource,
  type BlobStat,
  type BlobStore,
  type ByteRange,
  type Digests,
  type PutLimits,
  type StoredBlob,
} from './blob-store.ts';
export { getFile, headFile, putFile, type Download, type FileReply, type PutFileRequest } from './handlers.ts';
export { LocalBlobStore } from './local-store.ts';
export { Uploads, type UploadPart, type UploadState } from './uploads.ts';
