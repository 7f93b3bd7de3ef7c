import { setTimeout as delay } from 'node:timers/promises'
import {
  Caller,
  type CallerOptions,
  type CheckResult,
  type Finding,
  notRun,
  observe,
  observeExchange,
} from '@rabt/directory'
import { adminGet } from '../http/admin-client.ts'
import { judgeClocks, read } from './observe-clock.ts'
import { lookAtEvidence } from './observe-evidence.ts'
import { lookAtGateway, lookAtSeals } from './observe-identity.ts'
import { lookAtHeaders, lookAtIdentifiers, lookAtOctets } from './observe-input.ts'
import { lookAtRecovery } from './observe-recovery.ts'
import { lookAtRevocation } from './observe-revocation.ts'
import { type Party, partnerResults, type RunInput } from './party.ts'

export interface OwnInput extends RunInput {
  readonly own: Party
  readonly partner: Party
  readonly keep: (results: readonly CheckResult[]) => void
}

/** A candidate's first link comes about with the next refresh of the partner's directory. */
const LINK_MS = 20_000
const LOOK_MS = 10_000
/** `Date` has a resolution of one second (RFC 9110 §5.6.7). */
const DATE_MS = 1_000

const EXCHANGE = ['small', 'large', 'fault', 'slow'] as const

/** Every check, in phases that stand on each other; what is kept is told at once. */
export async function observeOwn(input: OwnInput): Promise<void> {
  const { keep, own, partner, site } = input
  const conformance = (state: string) => `${state}/GOV/EGOV/conformance`
  const ways: CallerOptions = {
    edge: site.edge,
    client: conformance(site.state),
    service: `${conformance(partner.greeting.state)}/echo`,
  }
  const linked = await Promise.all([observeNode(input), observeInput(input, ways), observeOutside(input)]).then(
    ([isLinked]) => isLinked,
  )

  const caller = new Caller(ways)
  const [consumer, provider] = await Promise.all([
    linked
      ? observeExchange('consumer', caller)
      : { results: EXCHANGE.map((of) => notRun(`consumer.${of}`)), requestId: null },
    exchangeFromPartner(partner),
  ])
  keep([...consumer.results, ...provider.results])

  const evidence = (code: string, id: string | null) =>
    observe(code, 2 * LOOK_MS, () => lookAtEvidence(site, id, input.context.now()))
  await Promise.all([
    evidence('evidence.consumer', consumer.requestId).then((result) => keep([result])),
    evidence('evidence.provider', provider.requestId).then((result) => keep([result])),
    observe('revocation.certificate', 3 * LOOK_MS, () =>
      lookAtRevocation(site, partner.gateway, own.client, partner.client),
    ).then((result) => keep([result])),
  ])

  const clients = { own: own.client, partner: partner.client }
  keep([
    linked
      ? await observe('recovery.link', 40_000, (signal) =>
          lookAtRecovery(site, partner.gateway.id, caller, { ...clients, signal }),
        )
      : notRun('recovery.link'),
  ])
}

/** What the own node is: keys, clocks, link. Whether the link to the partner stands. */
async function observeNode({ site, view, context, own, partner, keep }: OwnInput): Promise<boolean> {
  const told = async (looking: Promise<CheckResult>): Promise<CheckResult> => {
    const result = await looking
    keep([result])
    return result
  }
  const partnerClock = () => read(async () => (await partner.client.greet()).now)
  const gatewayClock = () =>
    read(
      async () => Date.parse((await adminGet(site.node, '/admin/v1/status', LOOK_MS)).headers.date ?? '') + DATE_MS / 2,
    )
  const [link] = await Promise.all([
    told(observe('link.out', LINK_MS, (signal) => waitForLink(site.node, partner.gateway.id, signal))),
    told(observe('identity.gateway', LOOK_MS, (signal) => lookAtGateway(site, own.gateway, signal))),
    told(observe('identity.seals', LOOK_MS, () => lookAtSeals(site, view, context.now()))),
    told(
      observe('clock.partner', LOOK_MS, async () =>
        judgeClocks(await read(async () => context.now()), await partnerClock()),
      ),
    ),
    told(
      observe('clock.gateway', LOOK_MS, async () =>
        judgeClocks(await gatewayClock(), await partnerClock(), DATE_MS / 2),
      ),
    ),
  ])
  return link.result === 'pass'
}

async function observeInput({ site, keep }: OwnInput, ways: CallerOptions): Promise<void> {
  keep(
    await Promise.all([
      observe('input.identifiers', 2 * LOOK_MS, () => lookAtIdentifiers(site, ways)),
      observe('input.headers', 2 * LOOK_MS, () => lookAtHeaders(site, ways)),
      observe('input.edge-octets', 2 * LOOK_MS, () => lookAtOctets(site, AbortSignal.timeout(LOOK_MS))),
    ]),
  )
}

/** What only the partner can see: the certificate, the link port and its refusals. */
async function observeOutside({ partner: { client }, keep }: OwnInput): Promise<void> {
  const acts: readonly (readonly [act: string, codes: readonly string[]])[] = [
    ['identity', ['identity.ocsp']],
    ['tls', ['tls.version', 'tls.no-certificate', 'tls.foreign-ca', 'tls.unlisted-key']],
    ['octets', ['input.link-octets']],
  ]
  await Promise.all(acts.map(async ([act, codes]) => keep(await partnerResults(codes, () => client.act(act)))))
}

async function exchangeFromPartner({ client }: Party) {
  let requestId: string | null = null
  const results = await partnerResults(['link.in', ...EXCHANGE.map((of) => `provider.${of}`)], async () => {
    const done = await client.act<{ results: readonly CheckResult[]; requestId: string | null }>('provider')
    requestId = done.requestId
    return done
  })
  return { results, requestId: requestId as string | null }
}

async function waitForLink(node: OwnInput['site']['node'], gateway: string, signal: AbortSignal): Promise<Finding> {
  const giveUpAt = performance.now() + LINK_MS - LOOK_MS / 10
  while (performance.now() < giveUpAt) {
    const { body } = await adminGet(node, '/admin/v1/status', LOOK_MS)
    const { links } = JSON.parse(Buffer.from(body).toString('utf8')) as {
      readonly links: readonly { readonly peer: string; readonly ready: boolean }[]
    }
    if (links.some(({ peer, ready }) => peer === gateway && ready)) return null
    await delay(250, undefined, { signal })
  }
  return { reason: 'LINK_DOWN' }
}
