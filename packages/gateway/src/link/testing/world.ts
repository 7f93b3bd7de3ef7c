import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { DirectoryView, GatewayKey, GatewayKeyUse, SealKey } from '@rabt/directory'
import { publicKeyDigest, rawPublicKey, signCosignature, signLane, signMlDsaLine, signSeal } from '@rabt/ledger'
import { decodeFrame, keyName, memberOf, sha256, uuid7 } from '@rabt/protocol'
import type { Answer, AnswerDraft, IncomingCall, OutgoingCall } from '../../exchange.ts'
import { Committer } from '../../journal/committer.ts'
import { DirectoryHistory } from '../../trust/directory-history.ts'
import type { Kernel } from '../kernel.ts'
import { Link, type LinkOptions } from '../link.ts'
import type { GatewaySigner, MemberSigner } from '../signer.ts'
import type { Session, Wire } from '../wire.ts'
import type { MemoryJournal } from './memory-journal.ts'

export const FEDERATION = 'test'
export const KW = 'KW/GOV/EGOV/gw1'
export const QA = 'QA/GOV/EGOV/gw1'
export const CONSUMER = 'KW/GOV/MOI/traffic'
export const PROVIDER = 'QA/GOV/MOI/traffic'

interface KeySet {
  readonly lane: KeyObject
  readonly postQuantum: KeyObject
  readonly receipt: KeyObject
  readonly seal: KeyObject
}

const HOUR = 3_600_000

/** Keys and a directory for two gateways with one subsystem each. Made once: keys are dear. */
export function makeIdentities(now: number) {
  const keys = new Map<string, KeySet>()
  for (const gateway of [KW, QA])
    keys.set(gateway, {
      lane: generateKeyPairSync('ed25519').privateKey,
      postQuantum: generateKeyPairSync('ml-dsa-44').privateKey,
      receipt: generateKeyPairSync('ed25519').privateKey,
      seal: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
    })
  return { keys, view: makeView(keys, now) }
}

function makeView(keys: ReadonlyMap<string, KeySet>, now: number): DirectoryView {
  const listed = (use: GatewayKeyUse, key: KeyObject): GatewayKey => {
    const publicKey = rawPublicKey(createPublicKey(key))
    return { use, publicKey, digest: sha256(publicKey), key: createPublicKey(key), from: now - HOUR, retired: null }
  }
  const gateways = new Map(
    [...keys].map(([id, set]) => [
      id,
      {
        id,
        state: id.slice(0, 2),
        owner: memberOf(id),
        name: { ar: id, en: id },
        linkUrl: '',
        tlsKeys: [],
        keys: [listed('lane', set.lane), listed('lane-pq', set.postQuantum), listed('receipt', set.receipt)],
      },
    ]),
  )
  const subsystems = new Map(
    [CONSUMER, PROVIDER].map((id) => [
      id,
      { id, member: memberOf(id), name: { ar: id, en: id }, gateways: [`${id.slice(0, 2)}/GOV/EGOV/gw1`], groups: [] },
    ]),
  )
  const sealKeys = new Map(
    [...keys].map(([id, set]): [string, SealKey] => {
      const key = createPublicKey(set.seal)
      return [
        `${id.slice(0, 2)}/GOV/MOI`,
        {
          digest: publicKeyDigest(key),
          key,
          certificate: new Uint8Array(),
          notBefore: now - HOUR,
          notAfter: now + 24 * HOUR,
          retired: null,
        },
      ]
    }),
  )
  return {
    federation: FEDERATION,
    version: { number: 1, hash: sha256(Buffer.from('directory')) },
    expires: now + 24 * HOUR,
    states: new Map(),
    gateways,
    members: new Map(
      [...sealKeys].map(([id, key]) => [
        id,
        { id, state: id.slice(0, 2), name: { ar: id, en: id }, stage: 'live', contacts: [], sealKeys: [key] },
      ]),
    ),
    subsystems,
    services: new Map(),
    cas: [],
    maintenance: [],
    agreements: new Map(),
    agreementsFor: () => [],
    gatewayKey: (gateway, use, digestHex) =>
      gateways
        .get(gateway)
        ?.keys.find((key) => key.use === use && Buffer.from(key.digest).toString('hex') === digestHex),
    sealKey: (member, digestHex) => {
      const key = sealKeys.get(member)
      return key && Buffer.from(key.digest).toString('hex') === digestHex ? key : undefined
    },
  }
}

function signerOf(gateway: string, keys: KeySet): GatewaySigner {
  const raw = (key: KeyObject) => rawPublicKey(createPublicKey(key))
  const lane = { key: keys.lane, publicKey: raw(keys.lane) }
  return {
    laneKeyDigest: sha256(lane.publicKey),
    laneLine: (body, origin) => signLane(body, origin, lane),
    postQuantumLine: (body, time) =>
      signMlDsaLine(body, keyName(FEDERATION, gateway, 'lane-pq'), keys.postQuantum, raw(keys.postQuantum), time),
    receiptLine: (body, time) =>
      signCosignature(body, keyName(FEDERATION, gateway, 'receipt'), keys.receipt, raw(keys.receipt), time),
  }
}

/** One process of a gateway: a run over a journal that outlives it. */
export class TestNode {
  readonly gateway: string
  readonly journal: MemoryJournal
  readonly link: Link
  readonly kernel: Kernel
  readonly calls: IncomingCall[] = []
  readonly alarms: string[] = []
  /** Revocations in force, and what peers told of others. */
  readonly inForce: Uint8Array[] = []
  readonly heard: { readonly document: string; readonly peer: string }[] = []
  /** The database's part in idempotency keys; a test may make it fail. */
  keys: Pick<LinkOptions['idempotency'], 'claim' | 'release'> & Pick<LinkOptions, 'recall'> = {
    claim: async () => ({ claimed: true, tag: new Uint8Array(32) }),
    release: async () => {},
    recall: async () => null,
  }
  /** Cleared when the run is killed: nothing it still has scheduled takes effect. */
  alive = true

  constructor(
    gateway: string,
    journal: MemoryJournal,
    identities: ReturnType<typeof makeIdentities>,
    clock: () => number,
    answer: (call: IncomingCall) => Promise<AnswerDraft>,
  ) {
    this.gateway = gateway
    this.journal = journal
    const keys = identities.keys.get(gateway) as KeySet
    const member = `${gateway.slice(0, 2)}/GOV/MOI`
    const seal: MemberSigner = {
      seal: (origin, leaves) =>
        signSeal({ member, origin, leaves, key: keys.seal, keyDigest: publicKeyDigest(createPublicKey(keys.seal)) }),
    }
    let random = 0
    const committer = new Committer({
      journal: { commit: (flush) => (this.alive ? journal.commit(flush) : new Promise(() => {})) },
      turn: (fn) => setImmediate(() => this.alive && fn()),
      after: (ms, fn) => {
        const timer = setTimeout(() => this.alive && fn(), ms)
        return { cancel: () => clearTimeout(timer) }
      },
      onFailure: (error) => {
        this.alive = false
        this.alarms.push(String(error))
      },
    })
    this.kernel = {
      gateway,
      federation: FEDERATION,
      clock,
      random: (count) => sha256(Buffer.from(`${gateway} ${random++} ${clock()}`)).subarray(0, count),
      timers: {
        now: () => performance.now(),
        after: (ms, fn) => {
          const timer = setTimeout(() => this.alive && fn(), ms)
          timer.unref()
          return { cancel: () => clearTimeout(timer) }
        },
      },
      journal,
      committer,
      signer: signerOf(gateway, keys),
      memberSigner: (name) => (name === member ? seal : undefined),
      view: () => identities.view,
      history: new DirectoryHistory(),
      refreshDirectory: async () => identities.view,
      fetchBlob: async () => null,
      revocations: {
        inForce: () => this.inForce.map((bytes) => ({ bytes })),
        hear: (document, peer) => void this.heard.push({ document: Buffer.from(document).toString(), peer }),
      },
      onFenced: () => void this.alarms.push('fenced'),
      log: {
        event: () => {},
        alarm: (name, detail) => void this.alarms.push(`${name} ${detail.code ?? ''} ${detail.detail ?? ''}`),
      },
    }
    this.link = new Link({
      kernel: this.kernel,
      slot: '1',
      provide: (call) => {
        this.calls.push(call)
        return answer(call)
      },
      blobs: { keep: async () => {} },
      idempotency: {
        claim: (claim) => this.keys.claim(claim),
        release: (tag, id) => this.keys.release(tag, id),
        restore: async () => {},
      },
      recall: (id) => this.keys.recall(id),
    })
  }
}

/** A connection between two runs: `from` dials. Frames arrive a turn later, in order; `cut` loses what is on its way. */
export function connect(
  from: TestNode,
  to: TestNode,
  tamper: (frame: Uint8Array) => Uint8Array | null = (frame) => frame,
): { cut(): void } {
  const out = from.link.peer(to.gateway).outbound
  const into = to.link.peer(from.gateway).inbound
  let open = true
  const wireTo = (
    receiver: TestNode,
    session: () => Session,
    wire: () => Wire,
    change: (frame: Uint8Array) => Uint8Array | null,
  ): Wire => ({
    send: (frame) => {
      const bytes = change(Buffer.from(frame))
      if (bytes)
        setImmediate(() => {
          if (open && receiver.alive) session().frame(wire(), decodeFrame(bytes))
        })
    },
    buffered: 0,
    close: () => cut(),
  })
  const toReader: Wire = wireTo(
    to,
    () => into,
    () => toWriter,
    tamper,
  )
  const toWriter: Wire = wireTo(
    from,
    () => out,
    () => toReader,
    (frame) => frame,
  )
  const cut = () => {
    if (!open) return
    open = false
    out.closed(toReader)
    into.closed(toWriter)
  }
  into.opened(toWriter)
  out.opened(toReader)
  return { cut }
}

export function makeCall(
  clock: () => number,
  text: string,
  id = uuid7(clock(), sha256(Buffer.from(text + clock())).subarray(0, 10)),
): OutgoingCall {
  return {
    consumer: CONSUMER,
    service: `${PROVIDER}/violations`,
    agreement: 'KW/2026/7',
    method: 'GET',
    gateway: QA,
    head: Buffer.from(`GET ${text}\r\n`),
    body: null,
    headSalt: sha256(Buffer.from(`salt${text}`)),
    secrets: [],
    deadline: clock() + 2_000,
    id,
    created: clock(),
    idempotency: null,
  }
}

export const echo = async (call: IncomingCall): Promise<AnswerDraft> => ({
  status: 200,
  outcome: null,
  head: Buffer.from('200 OK\r\n'),
  headSalt: sha256(call.id),
  body: Buffer.from(call.head),
  secrets: [],
  agreement: call.agreement,
})

export const textOf = (answer: Answer): string => Buffer.from(answer.body ?? []).toString()
