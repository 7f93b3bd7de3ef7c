import { runLive } from './run.ts'

/** `node --expose-gc main.ts INPUTS SEED`: one line of JSON with the growth of resident memory. */
const [inputs = '100000', seed = '1'] = process.argv.slice(2)
const report = await runLive({ inputs: Number(inputs), seed: Number(seed), edgeShare: 10 })
process.stdout.write(`${JSON.stringify(report)}\n`)
process.exit(0)
