import { expect } from 'vitest'
import { type ErrorCode, RabtError } from '../src/index.ts'

/** Runs something that must refuse with a typed error and returns its code. */
export const codeOf = (act: () => unknown): ErrorCode => {
  try {
    act()
  } catch (error) {
    expect(error).toBeInstanceOf(RabtError)
    return (error as RabtError).code
  }
  throw new Error('nothing was refused')
}

/** Result of an act on hostile input: its value, or null for a typed refusal. Any other exception is passed on. */
export const orRefused = <T>(act: () => T): T | null => {
  try {
    return act()
  } catch (error) {
    if (error instanceof RabtError) return null
    throw error
  }
}
