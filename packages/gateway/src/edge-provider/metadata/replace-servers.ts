import { isMap, isScalar, isSeq, type Node, type Pair, parseDocument, visit } from 'yaml'

/**
 * Puts the gateway's address of a service in place of all others in its OpenAPI (or Swagger 2) description; the rest stays as it
 * was, comments too.
 * @param text the description. @param json whether it is JSON; else YAML.
 * @param address path on the caller's own gateway, `/r1/...`. A relative address is read against where the description came from
 *   (OpenAPI 3.1 §4.8.5).
 * @param inner addresses that must not be seen outside, the longest first.
 * @throws Error for what is neither.
 */
export function replaceServers(text: string, json: boolean, address: string, inner: readonly string[]): string {
  const replaced = json ? replaceInJson(text, address) : replaceInYaml(text, address)
  return inner.reduce((result, part) => result.replaceAll(part, address), replaced)
}

type ParseWithSource = (
  text: string,
  reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
) => unknown
type WithRawJson = typeof JSON & { rawJSON(source: string): unknown }

function replaceInJson(text: string, address: string): string {
  // A number keeps its digits: 9223372036854775807 would come out as another one.
  const description = (JSON.parse as ParseWithSource)(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined ? (JSON as WithRawJson).rawJSON(source) : value,
  )
  if (!isObject(description)) throw new TypeError('the description is no object')
  replaceNested(description, address)
  if (typeof description.swagger === 'string') {
    delete description.host
    delete description.schemes
    description.basePath = address
  } else description.servers = [{ url: address }]
  return JSON.stringify(description, null, /^\s*\{\s*\n/.test(text) ? 2 : undefined)
}

/** A `servers` of a path or operation, or the `server` of a link. A schema's property of that name has another shape. */
function replaceNested(value: unknown, address: string): void {
  if (Array.isArray(value)) for (const item of value) replaceNested(item, address)
  else if (isObject(value)) {
    for (const [key, member] of Object.entries(value)) {
      if (key === 'servers' && Array.isArray(member) && member.every(isServer)) value[key] = [{ url: address }]
      else if (key === 'server' && isServer(member)) value[key] = { url: address }
      else replaceNested(member, address)
    }
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isServer(value: unknown): boolean {
  return isObject(value) && typeof value.url === 'string'
}

function replaceInYaml(text: string, address: string): string {
  const document = parseDocument(text, { intAsBigInt: true, logLevel: 'error' })
  if (document.errors[0] !== undefined) throw document.errors[0]
  if (!isMap(document.contents)) throw new TypeError('the description is no mapping')
  visit(document, {
    Pair(_, pair: Pair) {
      const key = isScalar(pair.key) ? pair.key.value : undefined
      if (key === 'servers' && isSeq(pair.value) && pair.value.items.every(isServerNode))
        pair.value = document.createNode([{ url: address }])
      else if (key === 'server' && isServerNode(pair.value)) pair.value = document.createNode({ url: address })
      else return
      return visit.SKIP
    },
  })
  if (document.has('swagger')) {
    document.delete('host')
    document.delete('schemes')
    document.set('basePath', address)
  } else document.set('servers', document.createNode([{ url: address }]))
  return document.toString({ lineWidth: 0 })
}

function isServerNode(node: unknown): node is Node {
  return isMap(node) && typeof node.get('url') === 'string'
}
