import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import { freePortBase } from '../files/free-port-base.ts'
import { ensureDatabases } from './database.ts'
import { findPostmaster } from './postmaster.ts'
import { type RunningPostgres, startPostgres } from './start.ts'

// One server for the whole file, under a directory that no other user can enter.
const home = mkdtempSync(join(tmpdir(), 'rabt-pg-'))
const dir = join(home, 'postgres')
const port = (await freePortBase()) + 90
let server: RunningPostgres | undefined
afterAll(async () => {
  await server?.stop()
  rmSync(home, { recursive: true, force: true })
})

const KW = { database: 'rabt_kw', user: 'rabt_kw', password: 'first' }

async function query(
  text: string,
  as: { readonly user: string; readonly password: string; readonly database: string },
) {
  const client = new Client({ host: server?.connection.host ?? '', port, ...as })
  await client.connect()
  try {
    return (await client.query(text)).rows as readonly Record<string, unknown>[]
  } finally {
    await client.end()
  }
}

async function setting(name: string): Promise<unknown> {
  const { user, password } = server?.connection ?? { user: '', password: '' }
  return (await query(`show ${name}`, { user, password, database: 'postgres' }))[0]?.[name]
}

describe('the PostgreSQL supervisor', { timeout: 30_000 }, () => {
  it('makes a cluster the first time, durable and closed', async () => {
    server = await startPostgres({ dir, port })
    expect(server.adopted).toBe(false)
    expect(await setting('fsync')).toBe('on')
    expect(await setting('synchronous_commit')).toBe('on')
    expect(await setting('data_checksums')).toBe('on')
    expect(await setting('listen_addresses')).toBe('127.0.0.1')
    expect(await setting('min_wal_size')).toBe('2GB')
    expect(statSync(join(dir, 'superuser.password')).mode & 0o777).toBe(0o600)
    expect(statSync(server.connection.host).mode & 0o777).toBe(0o700)
    expect(statSync(join(dir, 'data')).mode & 0o777).toBe(0o700)
  })

  it('sorts by code point whatever the machine speaks', async () => {
    const { user, password } = server?.connection ?? { user: '', password: '' }
    const rows = await query(
      'select datlocprovider, datlocale, pg_encoding_to_char(encoding) as encoding from pg_database',
      {
        user,
        password,
        database: 'postgres',
      },
    )
    expect(rows[0]).toEqual({ datlocprovider: 'b', datlocale: 'C.UTF-8', encoding: 'UTF8' })
  })

  it('gives a node its own database, and a new password when the configuration has one', async () => {
    if (server === undefined) throw new Error('not started')
    await ensureDatabases(server.connection, [KW])
    await query('create table kept (n int)', KW)
    await ensureDatabases(server.connection, [{ ...KW, password: "se'cond" }])
    await expect(query('select 1', KW)).rejects.toMatchObject({ code: '28P01' })
    expect(await query('select count(*)::int as n from kept', { ...KW, password: "se'cond" })).toEqual([{ n: 0 }])
  })

  it('keeps one node out of the database of another', async () => {
    if (server === undefined) throw new Error('not started')
    const sa = { database: 'rabt_sa', user: 'rabt_sa', password: 'x' }
    await ensureDatabases(server.connection, [sa])
    await expect(query('select 1', { ...sa, database: 'rabt_kw' })).rejects.toMatchObject({ code: '42501' })
    await expect(query('select 1', { ...sa, password: 'wrong' })).rejects.toMatchObject({ code: '28P01' })
  })

  it('refuses a name that is not one of ours before it reaches SQL', async () => {
    if (server === undefined) throw new Error('not started')
    await expect(ensureDatabases(server.connection, [{ ...KW, user: 'x; drop role rabt' }])).rejects.toThrow(
      'not a database name',
    )
  })

  it('adopts the server that a killed supervisor left running', async () => {
    const again = await startPostgres({ dir, port })
    expect(again.adopted).toBe(true)
    expect(again.pid).toBe(server?.pid)
    server = again
  })

  it('starts again after kill -9, with everything that was committed', async () => {
    await query('insert into kept values (7)', { ...KW, password: "se'cond" })
    process.kill(server?.pid ?? 0, 'SIGKILL')
    server = await startPostgres({ dir, port })
    expect(server.adopted).toBe(false)
    expect(await query('select n from kept', { ...KW, password: "se'cond" })).toEqual([{ n: 7 }])
  })

  it('writes no statement and no value into its log', async () => {
    await expect(query("select 'plate-77777'::int", { ...KW, password: "se'cond" })).rejects.toMatchObject({
      code: '22P02',
    })
    await query('create table once (plate text primary key)', { ...KW, password: "se'cond" })
    const twice = query("insert into once values ('secret-1'), ('secret-1')", { ...KW, password: "se'cond" })
    await expect(twice).rejects.toMatchObject({ code: '23505' })
    expect(readFileSync(server?.logFile ?? '', 'utf8')).not.toMatch(/secret-1|insert into/)
  })

  it('stops, and is not fooled by a lock file that names a process of somebody else', async () => {
    await server?.stop()
    expect(server?.isAlive()).toBe(false)
    writeFileSync(join(dir, 'data/postmaster.pid'), `${process.pid}\n${join(dir, 'data')}\n1\n${port}\n\n127.0.0.1\n`)
    expect(findPostmaster(join(dir, 'data'))).toEqual({ kind: 'stale' })
    server = await startPostgres({ dir, port })
    expect(server.adopted).toBe(false)
    expect(server.isAlive()).toBe(true)
  })

  it('says in words what the server said when it cannot start', async () => {
    const other = join(home, 'other')
    await expect(startPostgres({ dir: other, port, readyWithinMs: 10_000 })).rejects.toMatchObject({
      name: 'TestbedError',
      message: expect.stringContaining('could not bind'),
    })
  })
})
