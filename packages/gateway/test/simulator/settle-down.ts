import { KIND, parseOrigin } from '@rabt/protocol'
import type { ClientCall } from './actors.ts'
import { short } from './checks.ts'
import { openStored } from './opened.ts'
import type { Plan } from './plan.ts'
import type { World } from './world.ts'

/** Longer than any wait of the link: dial retries, receipts owed, deadlines, close handshakes. */
const HEAL_MS = 45_000

/**
 * Everything is healed and time passes: then all honest pairs are ready, hold the same lanes, settled their old ones, owe nothing, and a
 * fresh call each way succeeds.
 */
export async function settleDown(world: World, { liar, disorder }: Pick<Plan, 'liar' | 'disorder'>): Promise<void> {
  const { checks, machines } = world
  const gateways = [...machines.keys()]
  world.revives = () => true
  for (const from of gateways) for (const to of gateways) if (from !== to) world.free(from, to)
  world.publish((state) => ({ ...state, delisted: new Set() }))
  for (const machine of machines.values()) {
    machine.disk.downUntil = 0
    Object.assign(machine.weather, { failed: 0, unknown: 0, slow: 0 })
    Object.assign(machine.blobs, { fails: 0, ms: [0, 3] })
    world.refresh(machine)
    for (const run of machine.runs) if (run.alive && run.paused) world.resume(run)
    if (!machine.runs.some((run) => run.alive)) machine.start()
    if (Math.abs(machine.clockOffset) > 2_000) world.moveClock(machine.gateway, -machine.clockOffset)
  }
  const pairs = gateways.flatMap((from) =>
    gateways.filter((to) => to !== from && from !== liar && to !== liar).map((to) => [from, to] as const),
  )
  const ready = (from: string, to: string) => world.machine(from).current()?.link.peer(to).ready === true
  const healBy = world.queue.now + HEAL_MS
  // Stand-still runs, keys and connections take their time first; then the world is left alone until all are ready, or it is late.
  await world.run(6_000)
  while (world.queue.now < healBy && !pairs.every(([from, to]) => ready(from, to))) await world.run(1_000)
  if (disorder) return
  for (const [from, to] of pairs) {
    if (!ready(from, to)) checks.violate('liveness', `${from.slice(0, 2)} is not ready for ${to.slice(0, 2)}`)
  }
  checks.raise()
  for (let attempt = 0; attempt < 3; attempt++) {
    const fresh = pairs.map(([from, to]) => world.clients.call(world.machine(from), to, 8_000))
    const callBy = world.queue.now + 15_000
    await world.run(1_000)
    while (world.queue.now < callBy && fresh.some((call) => call?.state === 'waiting')) await world.run(500)
    // A run that its successor had fenced ends at its first commit; receipts may be owed of before: a caller tries again.
    if (fresh.every((call) => call && (call.state === 'answered' || excused(world, call)))) break
    if (attempt < 2) await world.run(10_000)
  }
  const settledBy = world.queue.now + 30_000
  await world.run(1_000)
  while (
    world.queue.now < settledBy &&
    (world.clients.calls.some((call) => call.state === 'waiting' && call.run.alive && !call.disturbed) ||
      behind(world, pairs).length > 0)
  )
    // Twice: what came in last is receipted a moment later.
    for (let times = 0; times < 2; times++) await world.run(500)
  for (const { from, to, call } of pairs.map(([from, to]) => ({
    from,
    to,
    call: world.clients.calls.findLast((one) => one.from === from && one.to === to),
  })))
    if (call?.state !== 'answered' && !(call && excused(world, call)))
      checks.violate('liveness', `a fresh call ${from.slice(0, 2)} > ${to.slice(0, 2)} is ${call?.state} ${call?.code}`)
  sameLanes(world, pairs)
  oneResponse(world)
  for (const machine of machines.values()) if (machine.gateway !== liar) checks.afterErasures(machine)
  for (const call of world.clients.forgotten(world.queue.now))
    checks.violate('every call settles', `${Buffer.from(call.id).toString('hex')} by ${call.run.name}`)
  for (const gateway of gateways) {
    if (gateway === liar) continue
    const run = world.machine(gateway).current()
    const early = world.clients.calls.some((call) => call.run === run && call.state === 'waiting')
    if (run && run.link.waiting > 0 && !early)
      checks.violate('nothing waits', `${run.link.waiting} calls at ${run.name}`)
    for (const peer of run?.link.peers() ?? []) {
      const owed = peer.outbound.due.owed(world.machine(gateway).clock())
      if (peer.peer !== liar && owed.batches > 0)
        checks.violate('nothing waits', `${owed.batches} receipts for ${run?.name}`)
    }
  }
  for (const { by, of, past } of checks.expectedLoss) {
    const noticed = checks.alarms.some(
      ({ gateway, name, detail }) => gateway === by && name === 'PEER_LOST_DATA' && detail.peer === of,
    )
    // A later copy may have had again what an earlier one lacked.
    if (
      !noticed &&
      !checks.liars.has(of) &&
      !checks.liars.has(by) &&
      checks.pastOf(by) === 0 &&
      checks.pastOf(of) === past
    )
      checks.violate('a loss is noticed', `${of} lost what it had receipted to ${by}`)
  }
}

/**
 * A service that never answers is no fault of the link. And a gateway that learnt of its lost data while its clock was wrong answers
 * OUTCOME_UNKNOWN until that time has come.
 */
function excused(world: World, call: ClientCall): boolean {
  return call.state === 'unknown' && (world.services.never > 0 || world.checks.pastOf(call.to) > 0)
}

/** Spec §4: two different responses to one leaf are a lie. */
function oneResponse(world: World): void {
  const { checks } = world
  const places = new Map<string, string>()
  for (const machine of world.machines.values())
    for (const { row, batches } of machine.disk.content.lanes)
      for (const batch of batches)
        openStored(batch.bytes).entries.forEach((entry, at) => {
          if (entry?.kind !== KIND.response || !entry.correlation || checks.liars.has(parseOrigin(row.origin).sender))
            return
          const question = `${entry.correlation.origin} ${entry.correlation.index}`
          const here = `${row.origin} ${batch.first + at}`
          const known = places.get(question)
          if (known !== undefined && known !== here && !checks.excusedQuestions.has(question))
            checks.violate('two responses', `${short(known)} and ${short(here)}`)
          places.set(question, here)
        })
}

interface Behind {
  readonly origin: string
  readonly written: number
  readonly held: number
}

/** Lanes of which the reader holds something else than their writer. A large blob may be waited for as long as a request for it. */
function behind(world: World, pairs: readonly (readonly [string, string])[]): Behind[] {
  return pairs.flatMap(([from, to]) =>
    world.machine(from).disk.content.lanes.flatMap(({ row: { own, peer, halted, origin, size } }) => {
      const held = world.machine(to).disk.find(false, origin)?.row.size ?? 0
      return own && peer === to && !halted && held !== size ? [{ origin, written: size, held }] : []
    }),
  )
}

function sameLanes(world: World, pairs: readonly (readonly [string, string])[]): void {
  for (const { origin, written, held } of behind(world, pairs))
    world.checks.violate('lanes are copied', `${short(origin)}: ${written} written, ${held} held`)
  for (const [from, to] of pairs) {
    const writer = world.machine(from).disk
    const reader = world.machine(to).disk
    const current = world.machine(from).current()?.journal.epoch
    for (const { row } of writer.content.lanes) {
      if (!row.own || row.peer !== to || row.halted) continue
      if (row.epoch !== current && !row.settled && row.size > 0)
        world.checks.violate('old lanes are settled', `${short(row.origin)} of ${row.size}`)
    }
    for (const { row } of reader.content.lanes)
      if (
        !row.own &&
        row.peer === from &&
        row.size > 0 &&
        !row.halted &&
        (writer.find(true, row.origin)?.row.size ?? 0) < row.size
      )
        world.checks.violate('lanes are given back', `${short(row.origin)}: ${row.size} held`)
  }
  world.checks.raise()
}
