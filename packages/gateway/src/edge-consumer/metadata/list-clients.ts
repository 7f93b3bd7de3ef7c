import type { DirectoryView, Text } from '@rabt/directory'
import { element, escapeXml } from './xml.ts'

const XROAD_NS = 'http://x-road.eu/xsd/xroad.xsd'
const ID_NS = 'http://x-road.eu/xsd/identifiers'

/** A member or one of its subsystems, as the list shows it. */
export interface ListedClient {
  readonly objectType: 'MEMBER' | 'SUBSYSTEM'
  readonly instance: string
  readonly memberClass: string
  readonly memberCode: string
  readonly subsystemCode: string | null
  readonly name: Text
  readonly subsystemName: Text | null
}

/** Every member of the instance followed by its subsystems, registered or not, in the order of the directory. */
export function clientsOf(view: DirectoryView, instance: string): ListedClient[] {
  const subsystems = new Map<string, ListedClient[]>()
  for (const subsystem of view.subsystems.values()) {
    const member = view.members.get(subsystem.member)
    const parts = decodeParts(subsystem.id)
    if (member === undefined || parts[0] !== instance) continue
    const listed = subsystems.get(member.id) ?? []
    listed.push(listedClient('SUBSYSTEM', parts, member.name, subsystem.name))
    subsystems.set(member.id, listed)
  }
  const clients: ListedClient[] = []
  for (const member of view.members.values()) {
    const parts = decodeParts(member.id)
    if (parts[0] !== instance) continue
    clients.push(listedClient('MEMBER', parts, member.name, null), ...(subsystems.get(member.id) ?? []))
  }
  return clients
}

function listedClient(
  objectType: ListedClient['objectType'],
  parts: readonly string[],
  name: Text,
  subsystemName: Text | null,
): ListedClient {
  const [instance = '', memberClass = '', memberCode = '', subsystemCode = null] = parts
  return { objectType, instance, memberClass, memberCode, subsystemCode, name, subsystemName }
}

/** Parts of a canonical identifier, which is well-formed percent-encoding. */
export function decodeParts(id: string): string[] {
  return id.split('/').map(decodeURIComponent)
}

/** PR-META §4.1 in JSON; members without a value are left out. */
export function clientsAsJson(clients: readonly ListedClient[], language: keyof Text): string {
  return JSON.stringify({
    member: clients.map((client) => ({
      id: {
        object_type: client.objectType,
        xroad_instance: client.instance,
        member_class: client.memberClass,
        member_code: client.memberCode,
        ...(client.subsystemCode !== null && { subsystem_code: client.subsystemCode }),
      },
      name: client.name[language],
      ...(client.subsystemName !== null && { subsystem_name: client.subsystemName[language] }),
    })),
  })
}

/** PR-META §4.1: `clientList` of the X-Road schema. */
export function clientsAsXml(clients: readonly ListedClient[], language: keyof Text): string {
  const members = clients.map(
    (client) =>
      `<xroad:member><xroad:id id:objectType="${escapeXml(client.objectType)}">` +
      element('id:xRoadInstance', client.instance) +
      element('id:memberClass', client.memberClass) +
      element('id:memberCode', client.memberCode) +
      element('id:subsystemCode', client.subsystemCode) +
      '</xroad:id>' +
      element('xroad:name', client.name[language]) +
      element('xroad:subsystemName', client.subsystemName?.[language] ?? null) +
      '</xroad:member>',
  )
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    `<xroad:clientList xmlns:xroad="${XROAD_NS}" xmlns:id="${ID_NS}">${members.join('')}</xroad:clientList>`
  )
}
