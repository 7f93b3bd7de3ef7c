import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { ClockSetting } from './clocks.ts'

// Loaded before a gateway (`--import`): its clock is what a file says, now and whenever that changes. Timers run on as they do when a
// machine's clock is set: they follow another.
const LOOK_MS = 10
const at = process.argv.indexOf('--home')
const file = join(process.env.FAULT_CLOCKS ?? '', `${at < 0 ? '' : basename(process.argv[at + 1] ?? '')}.json`)
const RealDate = Date
let setting: ClockSetting = { offsetMs: 0, rate: 1 }
let since = RealDate.now()

function look(): void {
  try {
    const read = JSON.parse(readFileSync(file, 'utf8')) as ClockSetting
    if (read.offsetMs === setting.offsetMs && read.rate === setting.rate) return
    setting = read
    since = RealDate.now()
  } catch {
    // No such file: a clock that is right.
  }
}

const now = (): number => {
  const real = RealDate.now()
  return Math.round(real + setting.offsetMs + (real - since) * (setting.rate - 1))
}

class SetDate extends RealDate {
  static override readonly now = now

  constructor(...given: readonly unknown[]) {
    super(...((given.length === 0 ? [now()] : given) as [number]))
  }
}

look()
setInterval(look, LOOK_MS).unref()
globalThis.Date = SetDate as DateConstructor
