import type { DirectoryView } from '@rabt/directory'
import { decodeParts } from './list-clients.ts'
import { element, escapeXml } from './xml.ts'
import { type ZipEntry, zip } from './zip.ts'

/**
 * The archive of `GET /verificationconf`: `verificationconf/instance-identifier` and one `shared-params.xml` an instance,
 * with the elements that catalogue tools read. Names are the English ones, as such tools expect one name.
 */
export function verificationConf(view: DirectoryView, ownInstance: string): Uint8Array {
  const entries: ZipEntry[] = [file('verificationconf/instance-identifier', ownInstance)]
  for (const instance of instancesOf(view)) {
    entries.push(
      file(`verificationconf/${encodeURIComponent(instance)}/shared-params.xml`, sharedParams(view, instance)),
    )
  }
  return zip(entries)
}

function file(name: string, text: string): ZipEntry {
  return { name, data: Buffer.from(text, 'utf8') }
}

function instancesOf(view: DirectoryView): string[] {
  const instances = new Set<string>()
  for (const id of view.members.keys()) instances.add(decodeParts(id)[0] as string)
  return [...instances].sort()
}

/** `shared-params.xml` of one instance: members with their subsystems, then gateways with their clients by idref. */
export function sharedParams(view: DirectoryView, instance: string): string {
  const xmlIds = new Map<string, string>()
  const idOf = (id: string): string => {
    const known = xmlIds.get(id) ?? `id${xmlIds.size + 1}`
    xmlIds.set(id, known)
    return known
  }
  const members: string[] = []
  for (const member of view.members.values()) {
    const [memberInstance, memberClass = '', memberCode = ''] = decodeParts(member.id)
    if (memberInstance !== instance) continue
    members.push(
      `<member id="${idOf(member.id)}"><memberClass>${element('code', memberClass)}${element('description', memberClass)}` +
        `</memberClass>${element('memberCode', memberCode)}${element('name', member.name.en)}` +
        `${subsystemsOf(view, member.id, idOf)}</member>`,
    )
  }
  const servers: string[] = []
  for (const gateway of view.gateways.values()) {
    const parts = decodeParts(gateway.id)
    if (parts[0] !== instance || !xmlIds.has(gateway.owner)) continue
    const clients = [...view.subsystems.values()].filter(
      (subsystem) => subsystem.gateways.includes(gateway.id) && xmlIds.has(subsystem.id),
    )
    servers.push(
      `<securityServer>${element('owner', idOf(gateway.owner))}${element('serverCode', parts[3] ?? '')}` +
        element('address', hostOf(gateway.linkUrl)) +
        `${clients.map((client) => element('client', idOf(client.id))).join('')}</securityServer>`,
    )
  }
  return (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' +
    '<xroad:conf xmlns:xroad="http://x-road.eu/xsd/xroad.xsd" xmlns:id="http://x-road.eu/xsd/identifiers">' +
    `<instanceIdentifier>${escapeXml(instance)}</instanceIdentifier>${members.join('')}${servers.join('')}</xroad:conf>`
  )
}

function subsystemsOf(view: DirectoryView, member: string, idOf: (id: string) => string): string {
  let xml = ''
  for (const subsystem of view.subsystems.values()) {
    if (subsystem.member !== member) continue
    const code = decodeParts(subsystem.id)[3] ?? ''
    xml += `<subsystem id="${idOf(subsystem.id)}">${element('subsystemCode', code)}</subsystem>`
  }
  return xml
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : ''
}
