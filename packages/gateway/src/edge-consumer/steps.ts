import { RabtError } from '@rabt/protocol'
import { checkFields } from '../agreements/check-fields.ts'
import { plannedMaintenance } from '../discovery/maintenance.ts'
import { writeAnswer } from './answer/write-answer.ts'
import { languageOf } from './answer/write-fault.ts'
import { authenticateSystem } from './authenticate-system.ts'
import { checkAnswer } from './check-answer.ts'
import { checkClient } from './check-client.ts'
import { askDirectory } from './directory-step.ts'
import { findAgreement } from './find-agreement.ts'
import { makeHead } from './make-head.ts'
import { listClients } from './metadata/list-clients-step.ts'
import { pointToEvidence } from './metadata/point-to-evidence.ts'
import { refuseSoap } from './metadata/refuse-soap.ts'
import { sendVerificationConf } from './metadata/verification-conf-step.ts'
import { parseCall } from './parse-call.ts'
import { readBody } from './read-body.ts'
import type { Edge, Endpoint, Step, Turn } from './turn.ts'

const x = true
const o = false

/** The order of checks: X-Road's (docs/spec/x-road-rest.md), with our bound on the load in front. */
// biome-ignore format: a table
const TABLE: readonly (readonly [Step, ...boolean[]])[] = [
  //                     call clients directory verification asic soap
  [checkLoad,             x,    x,       x,         x,        x,   x],
  [checkDirectory,        x,    x,       x,         x,        o,   o],
  [parseCall,             x,    o,       o,         o,        o,   o],
  [checkClient,           x,    o,       o,         o,        o,   o],
  [checkSystem,           x,    o,       o,         o,        o,   o],
  [findAgreement,         x,    o,       o,         o,        o,   o],
  [chooseGateway,         x,    o,       o,         o,        o,   o],
  [countUse,              x,    o,       o,         o,        o,   o],
  [readBody,              x,    o,       o,         o,        o,   o],
  [makeHead,              x,    o,       o,         o,        o,   o],
  [exchangeMessages,      x,    o,       o,         o,        o,   o],
  [checkAnswer,           x,    o,       o,         o,        o,   o],
  [checkAnswerFields,     x,    o,       o,         o,        o,   o],
  [writeAnswer,           x,    o,       o,         o,        o,   o],
  [listClients,           o,    x,       o,         o,        o,   o],
  [askDirectory,          o,    o,       x,         o,        o,   o],
  [sendVerificationConf,  o,    o,       o,         x,        o,   o],
  [pointToEvidence,       o,    o,       o,         o,        x,   o],
  [refuseSoap,            o,    o,       o,         o,        o,   x],
]
const COLUMNS: readonly Endpoint[] = ['call', 'clients', 'directory', 'verification', 'asic', 'soap']

const stepsOf = (endpoint: Endpoint): readonly Step[] =>
  TABLE.filter((row) => row[COLUMNS.indexOf(endpoint) + 1]).map(([step]) => step)

/** Steps of each endpoint, top to bottom of the table. A step throws what the caller gets as error. */
export const STEPS: Readonly<Record<Endpoint, readonly Step[]>> = {
  call: stepsOf('call'),
  clients: stepsOf('clients'),
  directory: stepsOf('directory'),
  verification: stepsOf('verification'),
  asic: stepsOf('asic'),
  soap: stepsOf('soap'),
}

function checkLoad(_turn: Turn, edge: Edge): void {
  if (edge.draining) throw new RabtError('SHUTTING_DOWN')
  if (edge.calls > edge.limits.calls) throw new RabtError('OVERLOADED')
}

function checkDirectory(turn: Turn, edge: Edge): void {
  turn.view = edge.deps.directory()
}

function checkSystem(turn: Turn, edge: Edge): void {
  const setting = edge.deps.clients(turn.client)
  if (setting === undefined) throw new RabtError('UNKNOWN_MEMBER', { member: turn.client })
  authenticateSystem(setting, turn.req.socket)
}

function chooseGateway(turn: Turn, edge: Edge): void {
  const call = turn.call as NonNullable<Turn['call']>
  const view = turn.view as NonNullable<Turn['view']>
  const planned =
    view.maintenance.length === 0
      ? undefined
      : (gateway: string) => plannedMaintenance(view, gateway, edge.deps.clock(), languageOf(turn))
  turn.gateway = edge.router.pick(view, call.subsystem, call.wanted, planned)
}

/** Before the body is read: what the agreement does not allow now costs nobody a large body. */
function countUse({ agreement, client }: Turn, { deps }: Edge): void {
  if (agreement !== null) deps.usage.take(agreement, client, deps.clock())
}

async function exchangeMessages(turn: Turn, edge: Edge): Promise<void> {
  turn.answer = await edge.deps.exchange.call(turn.outgoing as NonNullable<Turn['outgoing']>)
}

/** The provider's gateway has judged it by its own directory; so does this one, since it is this state's system that would get the rest. */
function checkAnswerFields({ agreement, answer, reply }: Turn): void {
  if (agreement === null || answer === null || reply === null || answer.outcome !== null) return
  checkFields(agreement, { ...reply, body: answer.body }, 'consumer')
}
