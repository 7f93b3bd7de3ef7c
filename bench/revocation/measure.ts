import { request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { NOTHING_REVOKED, type Signer, signRevocation } from '@rabt/directory'
import {
  callAdmin,
  layout,
  memberId,
  nodePorts,
  openDesk,
  openOfficers,
  PILOT,
  type RunningFederation,
  SERVICES,
  type StateCode,
  subsystemId,
} from '@rabt/testbed'

/** Seconds of each revocation until the slowest gateway refused, in either direction. */
export interface RevocationSamples {
  /** A signed revocation, given to one gateway of another state, which passes it on. */
  readonly signed: readonly number[]
  /** The directory alone says it: the gateways look for it when their time comes. */
  readonly directory: readonly number[]
}

export interface RevocationPlan {
  /** Of each kind; at most as many signed ones as there are sample agencies. */
  readonly signed: number
  readonly directory: number
}

/** Whose members are revoked, and to whose gateway the document is given. */
const STATE: StateCode = 'QA'
const GIVEN_TO: StateCode = 'KW'
const POLL_MS = 5
const WITHIN_MS = 90_000
const HOUR_MS = 3_600_000

/**
 * Revokes members of Qatar, one a sample, and asks all the time, from every state and of every state that is concerned: the clock stops
 * when the last of them is refused. At the end the directory accounts for everything, and the members are back when the gateways next look.
 */
export async function measureRevocations(
  federation: RunningFederation,
  portBase: number,
  { signed, directory }: RevocationPlan,
): Promise<RevocationSamples> {
  const at = layout(federation.home)
  const officers = openOfficers(at.officers)
  const desk = openDesk(at, officers, portBase, Date.now)
  const before = (await desk.document(STATE, 'registry'))?.content
  if (before === undefined) throw new Error(`${STATE} has published no registry`)
  const first = (before.revocationsTo ?? 0) + 1
  const services = SERVICES.slice(0, signed)
  const samples = { signed: [] as number[], directory: [] as number[] }
  const restore = () =>
    desk.change(STATE, 'registry', () => ({ ...before, revocationsTo: first + services.length - 1 }))
  try {
    for (const [index, service] of services.entries()) {
      const document = await signRevocation(
        {
          federation: 'gcc',
          state: STATE,
          number: first + index,
          directory: 1,
          issued: Date.now() - 1000,
          expires: Date.now() + HOUR_MS,
          decision: 'bench',
          revoked: { ...NOTHING_REVOKED, members: [memberId(STATE, service.agency)] },
        },
        [officers.ops[STATE] as Signer],
      )
      const begin = performance.now()
      const given = give(federation, portBase, document)
      await everywhere(portBase, service, 'refused')
      samples.signed.push((performance.now() - begin) / 1000)
      await given
    }
    for (const service of SERVICES.slice(0, directory)) {
      await restore()
      await everywhere(portBase, service, 'answered')
      const begin = performance.now()
      await desk.change(STATE, 'registry', (now = before) => ({
        ...now,
        members: now.members.map((one) =>
          one.id === memberId(STATE, service.agency) ? { ...one, stage: 'suspended' } : one,
        ),
      }))
      await everywhere(portBase, service, 'refused')
      samples.directory.push((performance.now() - begin) / 1000)
    }
  } finally {
    await restore()
  }
  return samples
}

async function give(federation: RunningFederation, portBase: number, document: Uint8Array): Promise<void> {
  const home = layout(federation.home).node(GIVEN_TO)
  // Canonical JSON comes out of JSON.stringify as it went in.
  const body: unknown = JSON.parse(Buffer.from(document).toString('utf8'))
  const { status, body: told } = await callAdmin(
    home,
    nodePorts(portBase, GIVEN_TO).admin,
    'POST',
    '/admin/v1/revocations',
    body,
  )
  if (status !== 201) throw new Error(`the revocation was not taken: ${status} ${told}`)
}

type Service = (typeof SERVICES)[number]

/** Resolves when calls from and to the state end so at every gateway. */
async function everywhere(portBase: number, service: Service, wanted: 'answered' | 'refused'): Promise<void> {
  const others = PILOT.filter((code) => code !== STATE)
  const pairs = others.flatMap((code) => [
    [code, STATE],
    [STATE, code],
  ]) as readonly (readonly [StateCode, StateCode])[]
  await Promise.all(
    pairs.map(async ([from, to]) => {
      const giveUpAt = performance.now() + WITHIN_MS
      while ((await isAnswered(portBase, service, from, to)) !== (wanted === 'answered')) {
        if (performance.now() > giveUpAt) throw new Error(`a call from ${from} to ${to} was not ${wanted}`)
        await delay(POLL_MS)
      }
    }),
  )
}

/** An exchange like any other, which needs no agreement. */
function isAnswered(portBase: number, service: Service, from: StateCode, to: StateCode): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request(
      {
        host: '127.0.0.1',
        port: nodePorts(portBase, from).http,
        path: `/r1/${subsystemId(to, service)}/listMethods`,
        headers: { 'X-Road-Client': subsystemId(from, service) },
        agent: false,
        timeout: 10_000,
      },
      (response) => {
        response.resume().once('end', () => resolve(response.statusCode === 200))
        response.once('error', () => resolve(false))
      },
    )
    asked.once('timeout', () => asked.destroy())
    asked.once('error', () => resolve(false))
    asked.end()
  })
}
