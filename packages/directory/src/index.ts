export { type AsOfInput, verifyAsOf } from './as-of.ts'
export { type BuiltView, type ViewInput, viewFromDocuments } from './assemble/view.ts'
export { judgeSealCertificate } from './certificate/judge.ts'
export type { ArchivedVersion } from './client/archive.ts'
export type { Fetch } from './client/mirror.ts'
export { type DirectoryMode, FULL_GRACE_MS, GRACE_MS, modeAt, READ_ONLY_GRACE_MS } from './client/mode.ts'
export { type DirectoryClient, type DirectoryOptions, type DirectoryStatus, openDirectory } from './client/open.ts'
export type { FederationDocument } from './document/federation.ts'
export type { RegistryContent, RegistryDocument } from './document/registry.ts'
export type { TrustContent, TrustDocument } from './document/trust.ts'
export { isHosted } from './hosted.ts'
export type { TufKey } from './metadata/key.ts'
export { keyIdOf } from './metadata/key.ts'
export { metadataName, ORGANISATION, TIMESTAMP, targetName } from './metadata/names.ts'
export { EKU, RABT_ARC } from './oid.ts'
export type { OnlineKeys } from './publish/commit.ts'
export { createFederation, type FoundingInput, type FoundingState } from './publish/create.ts'
export type { DocumentKind, StateEntry } from './publish/documents.ts'
export { DEFAULT_EXPIRIES, type Expiries } from './publish/plan.ts'
export { directoryRepository, memoryRepository, type Repository } from './publish/repository.ts'
export { repositoryFetch } from './publish/serve.ts'
export { ed25519Signer, type Signer } from './publish/signer.ts'
export {
  type DocumentUpdate,
  type FederationUpdate,
  type Published,
  type RootUpdate,
  refreshTimestamp,
  updateDocument,
  updateFederation,
  updateRoot,
} from './publish/update.ts'
export type { DirectoryIssue } from './refuse.ts'
export type * from './view.ts'
