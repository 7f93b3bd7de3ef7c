export { type Checkpoint, formatCheckpoint, parseCheckpoint } from './checkpoint/checkpoint.ts'
export { type Cosigned, cosignerKeyId, signCosignature, verifyCosignature } from './checkpoint/cosignature.ts'
export { type LaneSigner, laneKeyId, signLane, verifyLane } from './checkpoint/lane-line.ts'
export { mlDsaKeyId, signMlDsaLine, verifyMlDsaLine } from './checkpoint/ml-dsa-line.ts'
export {
  ed25519PublicKey,
  mlDsa44PublicKey,
  publicKeyDer,
  publicKeyDigest,
  rawPublicKey,
} from './crypto.ts'
export { decodeBase64, encodeBase64 } from './note/base64.ts'
export {
  findLine,
  formatLine,
  isKeyName,
  isLineOf,
  type NoteLine,
  noteKeyId,
  parseLine,
  SIGNATURE_TYPE,
  type SignatureType,
} from './note/line.ts'
export { formatNote, type Note, parseNote } from './note/note.ts'
export { formatVerifierKey, parseVerifierKey, type VerifierKey } from './note/verifier-key.ts'
export {
  type Sealed,
  type SealSigner,
  sealRoot,
  sealWith,
  signSeal,
  verifySeal,
  verifySealSignature,
} from './seal/seal.ts'
export { Frontier, merkleRoot } from './tree/frontier.ts'
export { EMPTY_ROOT, HASH_BYTES, leafHash, nodeHash } from './tree/hash.ts'
export { consistencyProof, inclusionProof } from './tree/prove.ts'
export { verifyConsistency, verifyInclusion } from './tree/verify.ts'
