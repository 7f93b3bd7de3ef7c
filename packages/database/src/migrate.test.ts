import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeTestSchema, type TestSchema } from '../test/test-schema.ts'
import { applyMigrations } from './migrate.ts'

let schema: TestSchema
let folder: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rabt-migrations-'))
  schema = await makeTestSchema(async () => undefined)
})
afterEach(async () => {
  await schema.drop()
  rmSync(folder, { recursive: true })
})

const put = (name: string, sql: string) => writeFileSync(join(folder, name), sql)
const migrate = (pool = schema.pool) => applyMigrations(pool, pathToFileURL(`${folder}/`))

describe('migrations', () => {
  it('are applied in order, each once, and nothing else of the folder', async () => {
    put('0002-row.sql', `INSERT INTO kept VALUES ('one')`)
    put('0001-table.sql', 'CREATE TABLE kept (name text)')
    put('notes.md', 'not SQL')
    expect(await migrate()).toEqual(['0001-table.sql', '0002-row.sql'])
    put('0003-row.sql', `INSERT INTO kept VALUES ('two')`)
    expect(await migrate()).toEqual(['0003-row.sql'])
    expect(await migrate()).toEqual([])
    expect((await schema.pool.query('SELECT name FROM kept')).rows).toEqual([{ name: 'one' }, { name: 'two' }])
  })

  it('are applied once by two processes that start together', async () => {
    put('0001-table.sql', 'CREATE TABLE kept (name text)')
    const applied = await Promise.all([migrate(), migrate(schema.otherPool())])
    expect(applied.flat()).toEqual(['0001-table.sql'])
  })

  it('stop at one that fails: what it did is undone, and it is tried again', async () => {
    put('0001-table.sql', 'CREATE TABLE kept (name text)')
    put('0002-row.sql', `INSERT INTO kept VALUES ('one'); INSERT INTO missing VALUES ('two')`)
    put('0003-row.sql', `INSERT INTO kept VALUES ('three')`)
    await expect(migrate()).rejects.toThrow('"missing" does not exist')
    expect((await schema.pool.query('SELECT name FROM kept')).rows).toEqual([])
    put('0002-row.sql', `INSERT INTO kept VALUES ('one')`)
    expect(await migrate()).toEqual(['0002-row.sql', '0003-row.sql'])
  })
})
