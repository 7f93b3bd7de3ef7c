import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Code, sharedNetwork } from './support/network.ts'
import { findInDatabase, findInFiles } from './support/search.ts'
import { register, startService, type TestService } from './support/service.ts'
import { until } from './support/until.ts'

// What is about a person stands in the erasable heads and bodies alone; what is secret stands nowhere.
const network = await sharedNetwork()
const NODES: readonly Code[] = ['KW', 'QA']
const ERASABLE = 'batch_blobs.data'
/** A text that stands nowhere else. */
const unique = (prefix: string) => `${prefix}${randomBytes(9).toString('hex')}`
let service: TestService
let registered: Awaited<ReturnType<typeof register>>

beforeAll(async () => {
  service = await startService((arrived, response) => {
    const cookie = /set=([a-z0-9-]+)/i.exec(arrived.target)?.[1]
    if (cookie !== undefined) response.setHeader('Set-Cookie', [`session=${cookie}; HttpOnly`, `second=${cookie}-2`])
    response.writeHead(200, { 'content-type': 'text/plain' })
    response.end(arrived.body.length > 0 ? arrived.body : arrived.target)
  })
  registered = await register(network, 'privacy', service.url)
})
afterAll(async () => {
  await registered.remove()
  await service.close()
})

const erase = (code: Code, id: string) =>
  until(`${code} may erase ${id}`, () => network.admin(code, 'DELETE', `/admin/v1/blobs/${id}`))

describe('a person whom a call is about', () => {
  it('is in no stored entry, no index and no log: only in what can be erased, and not there after it was', async () => {
    const plate = unique('PLATE')
    const civilId = unique('2870415')
    const personal = [plate, civilId]
    const answer = await network.call(`${registered.path}/${unique('file')}/${plate}?civil=${civilId}`, {
      method: 'POST',
      headers: [
        ['X-Road-UserId', `KW${civilId}`],
        ['X-Road-Issue', plate],
        ['X-Subject', civilId],
      ],
      body: JSON.stringify({ plate, civilId }),
    })
    expect(answer.text()).toContain(plate)
    const id = answer.header('x-road-request-id') ?? ''
    for (const code of NODES) {
      await until('the call is in the index', async () => {
        return (await network.query(code, 'SELECT 1 FROM entry_index WHERE id = $1', [id])).length > 0
      })
      expect(await findInDatabase(network, code, personal)).toEqual({ [plate]: [ERASABLE], [civilId]: [ERASABLE] })
    }
    expect(findInFiles(network, personal)).toEqual({ [plate]: [], [civilId]: [] })

    for (const code of NODES) {
      await erase(code, id)
      expect(await findInDatabase(network, code, personal)).toEqual({ [plate]: [], [civilId]: [] })
    }
    expect(findInFiles(network, personal)).toEqual({ [plate]: [], [civilId]: [] })
  })

  it('is in a large body only where that is kept, and not there after it was erased', async () => {
    const name = unique('NAME')
    const body = Buffer.concat([Buffer.from(name), randomBytes(600_000)])
    const answer = await network.call(registered.path, { method: 'PUT', body })
    expect(answer.body.equals(body)).toBe(true)
    const id = answer.header('x-road-request-id') ?? ''
    for (const code of NODES) expect(await findInDatabase(network, code, [name])).toEqual({ [name]: [] })
    const files = findInFiles(network, [name])[name] ?? []
    // Question and answer, at each of the two.
    expect(files.length).toBe(4)
    for (const file of files) expect(file).toMatch(/^(kw|qa)\/blobs\/[0-9a-f]{2}\/[0-9a-f]{64}$/)
    for (const code of NODES) await erase(code, id)
    expect(findInFiles(network, [name])).toEqual({ [name]: [] })
  })

  it('is not named when a call is refused or fails', async () => {
    const plate = unique('PLATE')
    const refused = [`/r1/QA/GOV/MOI/none/x/${plate}`, `/r1/QA/GOV/MOI/traffic/none/${plate}`, `/r2/${plate}`]
    for (const path of refused) expect((await network.call(`${path}?q=${plate}`)).status).toBe(500)
    expect((await network.call(`${registered.path}/%2e%2e/${plate}`)).status).toBe(500)
    expect(findInFiles(network, [plate])).toEqual({ [plate]: [] })
    for (const code of NODES) {
      const found = await findInDatabase(network, code, [plate])
      expect(found[plate]?.filter((place) => place !== ERASABLE)).toEqual([])
    }
  })
})

describe('a secret', () => {
  it('reaches the other side and is kept nowhere', async () => {
    const token = unique('Token')
    const cookie = unique('cookie')
    const set = unique('set')
    const control = unique('control')
    const answer = await network.call(`${registered.path}?set=${set}`, {
      headers: [
        ['Authorization', `Bearer ${token}`],
        ['Cookie', `a=${cookie}; b=2`],
        ['X-Control', control],
      ],
    })
    const arrived = service.last().headers.map(([name, value]) => [name.toLowerCase(), value])
    expect(arrived).toContainEqual(['authorization', `Bearer ${token}`])
    expect(arrived).toContainEqual(['cookie', `a=${cookie}; b=2`])
    const cookies = answer.headers.filter(([name]) => name.toLowerCase() === 'set-cookie').map(([, value]) => value)
    expect(cookies).toEqual([`session=${set}; HttpOnly`, `second=${set}-2`])

    const secrets = [token, cookie, `session=${set}`]
    const nowhere = Object.fromEntries(secrets.map((secret) => [secret, []]))
    for (const code of NODES) {
      // What is not secret is found by the same search.
      expect(await findInDatabase(network, code, [...secrets, control])).toEqual({ ...nowhere, [control]: [ERASABLE] })
    }
    expect(findInFiles(network, secrets)).toEqual(nowhere)
  })

  it('is not kept when the call fails on its way', async () => {
    const token = unique('Token')
    const headers = [['Authorization', `Bearer ${token}`]] as const
    for (const path of ['/r1/QA/GOV/MOI/traffic/none', '/r1/QA/GOV/MOI/none/x', `${registered.path}/%2e%2e`]) {
      expect((await network.call(path, { headers })).status).toBe(500)
    }
    for (const code of NODES) expect(await findInDatabase(network, code, [token])).toEqual({ [token]: [] })
    expect(findInFiles(network, [token])).toEqual({ [token]: [] })
  })
})
