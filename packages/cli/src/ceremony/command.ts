import { type Command, Option } from 'commander'
import type { Context } from '../context.ts'
import { USAGE } from '../text/usage.ts'
import { calendar } from './calendar.ts'
import { ALGORITHMS, key } from './key.ts'
import { readPlan } from './plan.ts'
import { propose } from './propose.ts'
import { publish } from './publish.ts'
import {
  askAdmit,
  askExtend,
  askRotateOnline,
  askRotateRoot,
  askRotateState,
  askStage,
  askWithdraw,
} from './requests.ts'
import { show } from './show.ts'
import { sign } from './sign.ts'
import { status } from './status.ts'
import { CEREMONY_USAGE } from './usage.ts'

const STAGES = ['candidate', 'trial', 'live', 'suspended']

const gather = (value: string, before: readonly string[]): readonly string[] => [...before, value]

/** The commands under `rabt ceremony`. `prepare` gives a command what all of them have. */
export const addCeremony = (
  ceremony: Command,
  context: Context,
  prepare: (command: Command) => Command,
  done: (code: number) => void,
): void => {
  const say = (text: keyof typeof CEREMONY_USAGE): string => CEREMONY_USAGE[text][context.language]
  const under = (parent: Command, name: string, text: keyof typeof CEREMONY_USAGE): Command =>
    prepare(parent.command(name).description(say(text)))

  const proposals = ceremony
    .command('propose')
    .description(say('propose'))
    .helpOption('-h, --help', USAGE.help[context.language])
    .helpCommand(false)
    .addOption(new Option('--lang <language>', USAGE.lang[context.language]).choices(['ar', 'en']))
  const proposal = (name: string, text: keyof typeof CEREMONY_USAGE): Command =>
    under(proposals, name, text)
      .requiredOption('--decision <number>', say('decision'))
      .option('--basis <file>', say('basis'))
      .option('--valid-days <days>', say('validDays'), '14')
      .requiredOption('-o, --output <file>', say('output'))
  const change = (name: string, text: keyof typeof CEREMONY_USAGE): Command =>
    proposal(name, text).requiredOption('--directory <where>', say('directory'))
  const documents = (command: Command): Command =>
    command
      .option('--trust <file>', say('trust'))
      .option('--registry <file>', say('registry'))
      .option('--agreements <file>', say('agreements'))

  proposal('found', 'found')
    .argument('<plan>', say('plan'))
    .action(async (plan, options) =>
      done(
        await propose(context, options, async () => ({
          request: { kind: 'found', plan: await readPlan(context, plan) },
        })),
      ),
    )
  documents(change('admit', 'admit'))
    .argument('<code>', say('code'))
    .requiredOption('--name-ar <name>', say('nameAr'))
    .requiredOption('--name-en <name>', say('nameEn'))
    .addOption(new Option('--stage <stage>', say('stageOption')).choices(STAGES).default('candidate'))
    .requiredOption('--key <file>', say('stateKey'))
    .requiredOption('--ops-key <file>', say('opsKey'))
    .action(async (code, options) => done(await propose(context, options, () => askAdmit(context, code, options))))
  change('stage', 'stage')
    .argument('<code>', say('code'))
    .argument('<stage>', say('toStage'))
    .option('--report <file>', say('report'))
    .action(async (code, stage, options) =>
      done(await propose(context, options, (repository) => askStage(context, repository, code, stage, options))),
    )
  change('withdraw', 'withdraw')
    .argument('<code>', say('code'))
    .option('--root-key <key>', say('rootKey'))
    .option('--threshold <number>', say('threshold'))
    .action(async (code, options) =>
      done(await propose(context, options, (repository) => askWithdraw(context, repository, code, options))),
    )
  change('rotate-root', 'rotateRoot')
    .option('--add <key>', say('add'), gather, [])
    .option('--remove <key>', say('remove'), gather, [])
    .option('--threshold <number>', say('threshold'))
    .action(async (options) =>
      done(await propose(context, options, (repository) => askRotateRoot(context, repository, options))),
    )
  documents(change('rotate-state', 'rotateState'))
    .argument('<code>', say('code'))
    .option('--key <file>', say('stateKey'))
    .option('--ops-key <file>', say('opsKey'))
    .action(async (code, options) =>
      done(await propose(context, options, () => askRotateState(context, code, options))),
    )
  change('rotate-online', 'rotateOnline')
    .requiredOption('--snapshot-key <files...>', say('snapshotKeys'))
    .requiredOption('--timestamp-key <files...>', say('timestampKeys'))
    .action(async (options) => done(await propose(context, options, () => askRotateOnline(context, options))))
  change('extend', 'extend')
    .argument('<what...>', say('what'))
    .option('--days <days>', say('days'))
    .action(async (what, options) => done(await propose(context, options, async () => askExtend(what, options))))

  const reading = (name: string, text: keyof typeof CEREMONY_USAGE): Command =>
    under(ceremony, name, text)
      .argument('<proposal>', say('proposal'))
      .option('--root <file>', say('root'))
      .option('--digest <hex>', say('digest'))
  const gathering = (name: string, text: keyof typeof CEREMONY_USAGE): Command =>
    reading(name, text).option('--signed <folder>', say('signed'))
  const secret = (command: Command): Command => command.option('--passphrase-file <file>', say('passphrase'))

  reading('show', 'show').action(async (file, options) => done(await show(context, file, options)))
  secret(gathering('sign', 'sign'))
    .requiredOption('--key <file>', say('privateKey'))
    .action(async (file, options) => done(await sign(context, file, options)))
  gathering('status', 'status').action(async (file, options) => done(await status(context, file, options)))
  secret(gathering('publish', 'publish'))
    .requiredOption('--directory <where>', say('folder'))
    .option('--snapshot-key <file>', say('snapshotKey'))
    .option('--timestamp-key <file>', say('timestampKey'))
    .action(async (file, options) => done(await publish(context, file, options)))
  under(ceremony, 'calendar', 'calendar')
    .requiredOption('--directory <where>', say('directory'))
    .option('--root <file>', say('root'))
    .option('--report <file>', say('report'), gather, [])
    .option('--warn-days <days>', say('warnDays'))
    .option('--ics <file>', say('ics'))
    .action(async (options) => done(await calendar(context, options)))
  secret(under(ceremony, 'key', 'key'))
    .argument('<name>', say('name'))
    .addOption(new Option('--algorithm <kind>', say('algorithm')).choices(ALGORITHMS).default('ed25519'))
    .option('--plain', say('plain'))
    .option('--of', say('of'))
    .action(async (name, options) => done(await key(context, name, options)))
}
