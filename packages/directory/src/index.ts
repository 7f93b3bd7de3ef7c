export { coversConsumer, inForce, type NotInForce } from './agreement.ts'
export { type AsOfInput, verifyAsOf } from './as-of.ts'
export { agreementDigest } from './assemble/agreements.ts'
export { type BuiltView, type ViewInput, viewFromDocuments } from './assemble/view.ts'
export { type Calendar, type Expiry, type ExpiryKind, LEAD_MS, readCalendar } from './ceremony/calendar.ts'
export type { Change as CeremonyChange } from './ceremony/compare.ts'
export { keyName, type SignatureInput } from './ceremony/gather.ts'
export { readHolder, readSigner } from './ceremony/key.ts'
export { readPlanFile } from './ceremony/plan-file.ts'
export { type ProposeInput, proposeCeremony } from './ceremony/propose.ts'
export { type CeremonyPublished, type PublishInput, publishCeremony } from './ceremony/publish.ts'
export { type Ceremony, readProposal } from './ceremony/read.ts'
export type { CeremonyRequest, Contents } from './ceremony/request.ts'
export { ruleText } from './ceremony/rules.ts'
export { signCeremony } from './ceremony/sign.ts'
export { type PublishedNow, readPublishedNow } from './ceremony/standing-now.ts'
export { type CeremonyStatus, ceremonyStatus } from './ceremony/status.ts'
export { judgeSealCertificate } from './certificate/judge.ts'
export type { ArchivedVersion } from './client/archive.ts'
export { claimOf, timestampNumber } from './client/claim.ts'
export type { Fetch } from './client/mirror.ts'
export { type DirectoryMode, FULL_GRACE_MS, GRACE_MS, modeAt, READ_ONLY_GRACE_MS } from './client/mode.ts'
export {
  type DirectoryClient,
  type DirectoryOptions,
  type DirectoryStatus,
  type HeldVersion,
  openDirectory,
} from './client/open.ts'
export { canonicalJson, type Json } from './codec/canonical-json.ts'
export { type Counterpart, type CounterpartAgreement, counterpartsOf } from './counterpart.ts'
export type { AgreementsContent, AgreementsDocument, AgreementText } from './document/agreements.ts'
export { agreementsSchema, LONGEST_AGREEMENT_MS } from './document/agreements.ts'
export type { ActEntry, FederationDocument } from './document/federation.ts'
export { isDecision } from './document/fields.ts'
export { skeletonsOf } from './document/look-alike.ts'
export { patternProblem } from './document/path-pattern.ts'
export { type RegistryContent, type RegistryDocument, registrySchema } from './document/registry.ts'
export { type TrustContent, type TrustDocument, trustSchema } from './document/trust.ts'
export { again } from './hand-over/again.ts'
export { changeDocument } from './hand-over/change.ts'
export { type CeremonyHandOver, decodeCeremony, encodeCeremony, HAND_OVER_BYTES } from './hand-over/format.ts'
export { type Issued, issueForHandOver } from './hand-over/make.ts'
export { newestMirror } from './hand-over/newest.ts'
export { handOver, type Taken } from './hand-over/send.ts'
export { checkHandOver, takeHandOver } from './hand-over/take.ts'
export { isHosted } from './hosted.ts'
export { type Attempt, attempt } from './joining/attempt.ts'
export { type BoardRow, NEXT_STEPS, type NextStep, readinessBoard } from './joining/board.ts'
export { Caller, type CallerOptions, type ExchangeObserved, observeExchange } from './joining/caller.ts'
export { CHECK, CHECKS, type Check, type Observer, REASONS, type Reason, type ReasonCode } from './joining/checks.ts'
export { type CountedCall, judgeCounted, makeCountedCalls, type Series } from './joining/counted-calls.ts'
export { authorityUrlOf, type Finding, NotAsItShould, notRun, observe } from './joining/observe.ts'
export { sendOctets } from './joining/octets.ts'
export { opsKeysOf } from './joining/ops-keys.ts'
export {
  addSignature,
  type CheckResult,
  type ConformanceReport,
  type OpsKeys,
  REPORT_LIFE_MS,
  type ReportContent,
  RUN_LIMIT_MS,
  signReport,
  verifyReport,
} from './joining/report.ts'
export { type RunRequest, readRunRequest, signRunRequest } from './joining/request.ts'
export { checkTransition, countVotes, type StageFacts, stagesAfter } from './joining/stages.ts'
export type { TufKey } from './metadata/key.ts'
export { keyIdOf } from './metadata/key.ts'
export { metadataName, ORGANISATION, TIMESTAMP, targetName } from './metadata/names.ts'
export { EKU, RABT_ARC } from './oid.ts'
export { checkContent } from './publish/check-content.ts'
export type { OnlineKeys } from './publish/commit.ts'
export { copyVersion } from './publish/copy.ts'
export { createFederation, type FoundingInput, type FoundingState } from './publish/create.ts'
export type { DocumentContent, DocumentKind, StateEntry } from './publish/documents.ts'
export type { Floors, Published } from './publish/finish.ts'
export { isWhole, mendCopy } from './publish/mend.ts'
export { mirrorRepository } from './publish/mirror.ts'
export { DEFAULT_EXPIRIES, type Expiries } from './publish/plan.ts'
export { type PublishedDocument, publishedDigest, readPublished } from './publish/published.ts'
export { directoryRepository, memoryRepository, type Repository } from './publish/repository.ts'
export { repositoryFetch } from './publish/serve.ts'
export { type Holder, holderOf, keySigner, type Signer } from './publish/signer.ts'
export { readStanding, type Standing } from './publish/standing.ts'
export {
  type DocumentUpdate,
  type FederationUpdate,
  publishRecovered,
  type RootUpdate,
  refreshTimestamp,
  updateDocument,
  updateFederation,
  updateRoot,
} from './publish/update.ts'
export type { DirectoryIssue } from './refuse.ts'
export { isInForce } from './revocation/in-force.ts'
export { FEDERATION_ISSUER, type RevocationIssuer } from './revocation/issuers.ts'
export { NOTHING_REVOKED, revocationMessage, signRevocation } from './revocation/make.ts'
export { withRevocations } from './revocation/overlay.ts'
export {
  type AcceptedRevocation,
  parseRevocation,
  type RevocationAuthority,
  readRevocation,
} from './revocation/read.ts'
export type { Revocation, Revoked } from './revocation/revocation.ts'
export { REVOCATION_LIMITS, type RevocationContent } from './revocation/schema.ts'
export type * from './view.ts'
