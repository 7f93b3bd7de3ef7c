import { runLive } from './run.ts'

/** `node --expose-gc main.ts INPUTS SEED`: one line of JSON with resident memory before and after. */
const WARM_UP = 40_000
const [inputs = '100000', seed = '1'] = process.argv.slice(2)
const report = await runLive({ inputs: Number(inputs), warmUp: WARM_UP, seed: Number(seed), edgeShare: 10 })
process.stdout.write(`${JSON.stringify(report)}\n`)
process.exit(0)
