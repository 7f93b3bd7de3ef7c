import {
  counterpartsOf,
  type DirectoryView,
  type MemberRecord,
  modeAt,
  ORGANISATION,
  type ServiceRecord,
  type SubsystemRecord,
} from '@rabt/directory'
import { memberOf, RabtError, subsystemOf } from '@rabt/protocol'
import { agreementsAbout, concernsState, showAgreement } from './agreement-view.ts'
import { finds, haystackOf, wordsOf } from './fold.ts'
import { maintenanceAhead } from './maintenance.ts'
import { type Asked, pageOf, pageOfOrdered, readQuestion, sortedOf } from './question.ts'

type Answerer = (view: DirectoryView, asked: Asked, time: number) => object

/** What may be asked of the directory, with the parameters that each list takes. */
const LISTS: Readonly<Record<string, readonly [readonly (keyof Asked)[], Answerer]>> = {
  members: [['q', 'state', 'after', 'limit'], listMembers],
  services: [['q', 'state', 'member', 'group', 'consumer', 'agreement', 'after', 'limit'], listServices],
  counterparts: [['of', 'state', 'after', 'limit'], listCounterparts],
  agreements: [['consumer', 'service', 'state', 'after', 'limit'], listAgreements],
}

/**
 * Answers a question to the directory (docs/integrate/first-call.md). Names stand in both languages. `time` is Unix ms.
 * @throws RabtError NOT_FOUND for an unknown list or party, INVALID_REQUEST for a query that it does not take.
 */
export function answerDirectory(view: DirectoryView, list: string, query: URLSearchParams, time: number): object {
  const row = Object.hasOwn(LISTS, list) ? LISTS[list] : undefined
  if (row === undefined) throw new RabtError('NOT_FOUND', { what: list })
  const [parameters, answer] = row
  const { version, expires } = view
  const asked = readQuestion(query, parameters)
  refuseUnknown(view, asked)
  return {
    ...answer(view, asked, time),
    directory: { version: version.number, expires, mode: modeAt(expires, time) },
  }
}

/** A state that nobody knows has nothing to find: to say so is better than an empty list. */
function refuseUnknown(view: DirectoryView, { state }: Asked): void {
  if (state === undefined || state === ORGANISATION || view.states.has(state)) return
  throw new RabtError('NOT_FOUND', { what: state })
}

/** Systems and services under their wholes, made once for each version. */
interface Index {
  readonly systemsOf: ReadonlyMap<string, readonly SubsystemRecord[]>
  readonly servicesOf: ReadonlyMap<string, readonly ServiceRecord[]>
}
const indexes = new WeakMap<DirectoryView, Index>()

function indexOf(view: DirectoryView): Index {
  const known = indexes.get(view)
  if (known !== undefined) return known
  const index = {
    systemsOf: Map.groupBy(view.subsystems.values(), ({ member }) => member),
    servicesOf: Map.groupBy(view.services.values(), ({ id }) => subsystemOf(id)),
  }
  indexes.set(view, index)
  return index
}

const isUnder = (id: string, whole: string | undefined): boolean => whole === undefined || id.startsWith(`${whole}/`)

function listMembers(view: DirectoryView, asked: Asked) {
  const { systemsOf } = indexOf(view)
  const words = wordsOf(asked.q ?? '')
  const { page, next } = pageOf(sortedOf(view.members), asked, (member) => {
    if (!isUnder(member.id, asked.state)) return false
    return finds(
      words,
      haystackOf(member, () => [member.id, member.name.ar, member.name.en]),
    )
  })
  return {
    members: page.map((member) => ({
      ...shownMember(member),
      subsystems: (systemsOf.get(member.id) ?? []).map((subsystem) => shownSubsystem(view, subsystem)),
    })),
    next,
  }
}

function listServices(view: DirectoryView, asked: Asked, time: number) {
  const words = wordsOf(asked.q ?? '')
  const { consumer, agreement } = asked
  const { page, next } = pageOf(sortedOf(view.services), asked, (service) => {
    if (!isUnder(service.id, asked.state) || !isUnder(service.id, asked.member)) return false
    const subsystem = view.subsystems.get(subsystemOf(service.id))
    if (asked.group !== undefined && !subsystem?.groups.includes(asked.group)) return false
    if (consumer !== undefined || agreement !== undefined) {
      const about = agreementsAbout(view, { consumer, service: service.id })
      if (!about.some(({ id }) => agreement === undefined || id === agreement)) return false
    }
    const member = view.members.get(memberOf(service.id))
    const texts = [service.title, subsystem?.name, member?.name].flatMap((text) => (text ? [text.ar, text.en] : []))
    return finds(
      words,
      haystackOf(service, () => [service.id, ...texts]),
    )
  })
  return { services: page.map((service) => shownService(view, service, consumer, time)), next }
}

function shownService(view: DirectoryView, service: ServiceRecord, consumer: string | undefined, time: number) {
  const subsystem = view.subsystems.get(subsystemOf(service.id))
  return {
    ...service,
    subsystem: nameOf(subsystem),
    member: nameOf(view.members.get(memberOf(service.id))),
    groups: subsystem?.groups ?? [],
    maintenance: maintenanceAhead(view, subsystemOf(service.id), time),
    agreements: agreementsAbout(view, { consumer, service: service.id }).map((one) => ({
      id: one.id,
      state: showAgreement(view, one, time, { ...(consumer === undefined ? {} : { consumer }), service: service.id })
        .state,
    })),
  }
}

/** Which systems of another state do the same work, and what they offer; those that share most groups come first. */
function listCounterparts(view: DirectoryView, asked: Asked, time: number) {
  const { of, state } = asked
  if (of === undefined || state === undefined) throw new RabtError('INVALID_REQUEST', {}, { detail: 'of and state' })
  if (!view.subsystems.has(of) && !view.members.has(of)) throw new RabtError('NOT_FOUND', { what: of })
  const found = counterpartsOf(view, of, state, time)
  const { page, next } = pageOfOrdered(found, ({ subsystem }) => subsystem.id, asked)
  return {
    counterparts: page.map((one) => ({
      member: shownMember(one.member),
      subsystem: shownSubsystem(view, one.subsystem),
      sharedGroups: one.sharedGroups,
      agreements: one.agreements.map(({ agreement, consumer, service }) => ({
        consumer,
        service,
        agreement: showAgreement(view, agreement, time, { consumer, service }),
      })),
    })),
    next,
  }
}

function listAgreements(view: DirectoryView, asked: Asked, time: number) {
  const { consumer, service, state } = asked
  const { page, next } = pageOf(
    agreementsAbout(view, { consumer, service }),
    asked,
    (one) => state === undefined || concernsState(view, one, state),
  )
  const parties = { ...(consumer === undefined ? {} : { consumer }), ...(service === undefined ? {} : { service }) }
  return { agreements: page.map((one) => showAgreement(view, one, time, parties)), next }
}

const nameOf = (record: MemberRecord | SubsystemRecord | undefined) =>
  record === undefined ? null : { id: record.id, name: record.name }

const shownMember = ({ id, state, name, stage, contacts }: MemberRecord) => ({ id, state, name, stage, contacts })

/** A system with what it offers. */
function shownSubsystem(view: DirectoryView, { id, name, description, groups, gateways }: SubsystemRecord) {
  const services = (indexOf(view).servicesOf.get(id) ?? []).map(({ id: service, type, title }) => ({
    id: service,
    type,
    title,
  }))
  return { id, name, description: description ?? null, groups, gateways, services }
}
