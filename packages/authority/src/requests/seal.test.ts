import { generateKeyPairSync } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { csrOf } from '../../test/csr.ts'
import { member, type Office, openOffice, put } from '../../test/office.ts'

const MEMBER = 'KW/GOV/MOI'
const csr = Buffer.from(csrOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey, [MEMBER])).toString(
  'base64',
)

let office: Office
beforeEach(async () => {
  office = await openOffice()
  await office.change('registry', put(['member', member()]))
})
afterEach(() => office.close())

const ask = () => office.ask('ali', { kind: 'seal', content: { member: MEMBER, csr } })

describe('a request for a seal', () => {
  it('does not wait for a second person where nothing is certified', async () => {
    await expect(ask()).rejects.toMatchObject({ code: 'NOT_FOUND', params: { what: 'certification authority' } })
    expect((await office.pool.query(`SELECT 1 FROM request WHERE kind = 'seal'`)).rowCount).toBe(0)
  })

  it('certifies nothing before it is approved, nor beyond what a member may have', async () => {
    const certified: string[] = []
    office.certifySeal = async (name) => {
      certified.push(name)
      return Buffer.alloc(0)
    }
    expect(await ask()).toMatchObject({ state: 'open' })
    expect(certified).toEqual([])
    const seals = Array.from({ length: 16 }, () => ({ certificate: 'AAAA', retired: null }))
    await office.pool.query(`UPDATE item SET content = jsonb_set(content, '{sealCertificates}', $1) WHERE id = $2`, [
      JSON.stringify(seals),
      MEMBER,
    ])
    await expect(ask()).rejects.toMatchObject({ params: { reason: `${MEMBER} has 16 seals already` } })
  })
})
