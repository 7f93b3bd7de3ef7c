import { RabtError } from '@rabt/protocol'
import { describe, expect, it } from 'vitest'
import { allOf, followRound, upkeepRound } from './rounds.ts'
import { whoeverWrites } from './writers.ts'

const away = (what: string) => Promise.reject(new Error(`${what} does not answer`))
const elsewhere = () => Promise.reject(new RabtError('NOT_THE_WRITER', { writer: 'KW' }))

describe('a round over all offices', () => {
  it('reaches each of them, and ends with the first failure', async () => {
    const reached: string[] = []
    const round = allOf(['KW', 'SA', 'QA'], (code) => {
      reached.push(code)
      return code === 'QA' ? Promise.resolve() : away(code)
    })
    await expect(round).rejects.toThrow('KW does not answer')
    expect(reached).toEqual(['KW', 'SA', 'QA'])
  })
})

describe('the round after something was published', () => {
  it('reaches every register in spite of a directory that cannot be verified, and has failed', async () => {
    const reached: string[] = []
    const office = (code: string) => ({
      follow: () => {
        reached.push(code)
        return code === 'KW' ? away(code) : Promise.resolve()
      },
    })
    const round = followRound({ refresh: () => away('the repository') }, [office('KW'), office('SA')])
    await expect(round).rejects.toThrow('the repository does not answer')
    expect(reached).toEqual(['KW', 'SA'])
  })
})

describe('the hourly round', () => {
  it('signs the timestamp before anything else, and every step in spite of those before it', async () => {
    const done: string[] = []
    const does = (what: string, result: () => Promise<void> = () => Promise.resolve()) => {
      done.push(what)
      return result()
    }
    const round = upkeepRound(
      [
        { refresh: () => does('refresh KW', () => away('the database')) },
        { refresh: () => does('refresh SA', elsewhere) },
      ],
      () => does('federation', () => away('the writer')),
      [{ renew: () => does('renew KW', () => away('KW')) }, { renew: () => does('renew SA') }],
    )
    await expect(round).rejects.toThrow('the database does not answer')
    expect(done).toEqual(['refresh KW', 'refresh SA', 'federation', 'renew KW', 'renew SA'])
  })

  it('has not failed when another place writes', async () => {
    await upkeepRound([{ refresh: elsewhere }], () => Promise.resolve(), [])
  })
})

describe('whoever writes', () => {
  const at = (exclusive: () => Promise<never>) => ({ exclusive }) as never
  const writes = { exclusive: (act: (pen: never) => Promise<unknown>) => act({} as never) } as never
  const act = async () => 'written'

  it('is the standby when the database of the first does not answer', async () => {
    expect(await whoeverWrites([at(() => away('the database')), writes]).exclusive(act)).toBe('written')
    expect(await whoeverWrites([at(elsewhere), writes]).exclusive(act)).toBe('written')
  })

  it('says what failed rather than that another place writes', async () => {
    const failed = whoeverWrites([at(() => away('the database')), at(elsewhere)])
    await expect(failed.exclusive(act)).rejects.toThrow('the database does not answer')
    const none = whoeverWrites([at(elsewhere), at(elsewhere)])
    await expect(none.exclusive(act)).rejects.toMatchObject({ code: 'NOT_THE_WRITER' })
  })
})
