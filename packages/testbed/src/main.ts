import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { DEFAULT_PORT_BASE, isPortBase } from './federation/ports.ts'
import { PARTIES, STATES } from './federation/states.ts'
import { TestbedError } from './files/testbed-error.ts'
import { announcement } from './start/announce.ts'
import { startFederation } from './start/federation.ts'

const USAGE = `npm start [-- options]

Starts the network on this machine: PostgreSQL, the sample authorities, the gateways of the six
states and of the General Secretariat, the sample agencies and the unified portal. Kuwait, Saudi Arabia and Qatar
exchange; the Emirates, Bahrain and Oman run and join by decision (npx rabt join AE). Prints
\`rabt: ready\` when everything answers. Ctrl-C stops everything cleanly; a second start resumes
the same network.

تشغّل الشبكة على هذا الجهاز: قاعدة البيانات، وهيئات الدول، وبوابات الدول الست والأمانة العامة،
والجهات التجريبية والبوابة الموحّدة. تتبادل الكويت والسعودية وقطر؛ وتعمل بوابات الإمارات والبحرين وعُمان وتنضم بقرار
(npx rabt join AE). تطبع ‎rabt: ready‎ حين يجيب كل شيء. توقفها Ctrl-C، وتستأنفها npm start.

  --fresh   begin anew: everything in the home is deleted     ابدأ من جديد: يُحذف كل ما في المجلد
  --all     found a network whose six states are all live; a   أسّس شبكة دولها الست عاملة كلها؛
            network that is there stays as it was decided      والشبكة القائمة تبقى على ما تقرر فيها
  --help    this text; starts nothing                         هذا النص، ولا يشغّل شيئًا

  RABT_HOME       where the network keeps its data (./.rabt)  مجلد بيانات الشبكة
  RABT_PORT_BASE  moves all ports together (${DEFAULT_PORT_BASE})             ينقل المنافذ كلها معًا
`

function readOptions(): {
  readonly fresh: boolean
  readonly all: boolean
  readonly help: boolean
  readonly home: string
  readonly portBase: number
} {
  const { values } = parseArgs({
    options: {
      fresh: { type: 'boolean', default: false },
      all: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const portBase = Number(process.env.RABT_PORT_BASE ?? DEFAULT_PORT_BASE)
  if (!isPortBase(portBase)) {
    throw new TestbedError(
      'RABT_PORT_BASE must be a whole number from 1024 to 32000',
      'يجب أن يكون RABT_PORT_BASE عددًا صحيحًا من 1024 إلى 32000',
    )
  }
  return { ...values, portBase, home: resolve(process.env.RABT_HOME ?? '.rabt') }
}

function complain(error: unknown): void {
  if (error instanceof TestbedError) console.error(`rabt: ${error.arabic}\nrabt: ${error.message}`)
  else if (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) {
    console.error(`rabt: ${error.message}\n\n${USAGE}`)
  } else console.error('rabt:', error)
}

async function run(): Promise<void> {
  const { fresh, all, help, home, portBase } = readOptions()
  if (help) {
    console.log(USAGE)
    return
  }
  const stopping = new AbortController()
  const asked = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      // A second Ctrl-C changes nothing: what stops within 15 s is stopped in order.
      process.on(signal, () => {
        if (!stopping.signal.aborted) console.log('\nrabt: يتوقف · stopping')
        stopping.abort()
        resolve()
      })
    }
  })
  const report = (english: string, arabic: string): void =>
    console.log(english === arabic ? `rabt: ${english}` : `rabt: ${arabic} · ${english}`)
  try {
    const federation = await startFederation({
      home,
      portBase,
      fresh,
      states: PARTIES.map(({ code }) => code),
      portal: true,
      ...(all && { live: STATES.map(({ code }) => code) }),
      report,
      signal: stopping.signal,
    })
    console.log(`\n${announcement(federation, portBase)}`)
    if (all && Object.values(federation.nodes).some(({ stage }) => stage !== null && stage !== 'live')) {
      report(
        '--all founds a network; this one was founded before, and its states join by decision. To begin anew: npm start -- --all --fresh',
        '‏--all تؤسّس شبكة، وهذه أُسّست من قبل، وتنضم دولها بقرار. للبدء من جديد: npm start -- --all --fresh',
      )
    }
    console.log('rabt: ready')
    await asked
    await federation.stop()
  } catch (error) {
    if (!stopping.signal.aborted) throw error
  }
  console.log('rabt: توقف · stopped')
}

run().catch((error: unknown) => {
  complain(error)
  process.exitCode = 1
})
