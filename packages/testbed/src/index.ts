export { answerOcsp, type CertificateAuthority, openCertificateAuthority, PROFILES } from '@rabt/authority'
export { createAgenciesServer } from './agencies/server.ts'
export { openStateAuthority } from './authorities/open.ts'
export { publishAgreements, type WantedAgreement } from './ceremony/bilateral.ts'
export { openDesk } from './ceremony/desk.ts'
export { layout } from './ceremony/layout.ts'
export { openOfficers } from './ceremony/officers.ts'
export { makeContent, type SampleContent } from './content/content.ts'
export { agenciesPort, DEFAULT_PORT_BASE, nodePorts, postgresPort } from './federation/ports.ts'
export { gatewayId, memberId, type SampleService, SERVICES, serviceId, subsystemId } from './federation/services.ts'
export {
  PARTIES,
  type PartyCode,
  PILOT,
  STATES,
  type StateCode,
  type StateDescription,
  stateOf,
} from './federation/states.ts'
export { TestbedError } from './files/testbed-error.ts'
export { identitySettings } from './identity/prepare.ts'
export { createIdentityServer } from './identity/server.ts'
export { callAdmin } from './node-home/admin-client.ts'
export { ensureDatabases, ensurePortalDatabase, type NodeDatabase } from './postgres/database.ts'
export { type Connection, type RunningPostgres, startPostgres } from './postgres/start.ts'
export {
  type FederationOptions,
  firstCall,
  type RunningFederation,
  type RunningNode,
  startFederation,
} from './start/federation.ts'
export { PORTAL_OPTIONS, PROGRAMS } from './start/programs.ts'
