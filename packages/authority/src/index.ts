export { createAuthorityApi } from './api/app.ts'
export type { AuthorityApiDeps } from './api/deps.ts'
export { DAY_MS, type Name } from './ca/certificate.ts'
export {
  type CertificateAuthority,
  type CertificateAuthorityOptions,
  needsRenewal,
  openCertificateAuthority,
} from './ca/certificate-authority.ts'
export { type KeyKind, loadOrCreateKey, rawPublicKey, spkiOf } from './ca/key-file.ts'
export { answerOcsp } from './ca/ocsp.ts'
export { PROFILES, type Profile } from './ca/profiles.ts'
export type { RevocationReason } from './ca/register.ts'
export { openRenewalDesk } from './ca/renewal/renew.ts'
export { openSealDesk } from './ca/seal.ts'
export { type ConformanceOptions, createConformanceFace, Reports } from './conformance/index.ts'
export { migrate } from './database/migrate.ts'
export { makePrivateDir, writeFileAtomic } from './files/atomic.ts'
export { type Mirror, openMirror } from './mirror/mirror.ts'
export { type FirstPerson, foundPeople } from './people/found.ts'
export { createHandOverFace } from './public/hand-over-face.ts'
export { type AuthorityServerOptions, createAuthorityServer } from './public/server.ts'
export { type Door, openDoor } from './publish/door.ts'
export { postgresLock, type WriterLock } from './publish/lock.ts'
export { openPublisher, type Publisher } from './publish/publisher.ts'
export { type DirectoryWriter, openWriter } from './publish/writer.ts'
export { endOverdue } from './requests/due.ts'
export { createAdminServer } from './run/admin-server.ts'
