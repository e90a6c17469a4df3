/** Content of files: stored under random ids, taken up in parts, handed out in ranges. */
export {
  parseBlobId,
  type BlobId,
  type BlobSource,
  type BlobStore,
  type Digests,
  type StoredBlob,
} from './blob-store.ts';
export { Digester } from './digests.ts';
export { getFile, headFile, putFile, type Download, type FileReply } from './handlers.ts';
export { LocalBlobStore, makeBlobId } from './local-store.ts';
export { Uploads } from './uploads.ts';
