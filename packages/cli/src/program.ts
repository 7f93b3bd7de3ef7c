import { Command, type CommanderError, Option } from 'commander'
import { board } from './board/board.ts'
import { call } from './call/call.ts'
import { addCeremony } from './ceremony/command.ts'
import { conformance } from './conformance/conformance.ts'
import type { Context } from './context.ts'
import { doctor } from './doctor/doctor.ts'
import { evidence } from './evidence/evidence.ts'
import { join } from './join/join.ts'
import { keysDrop, keysList, keysNext } from './keys/keys.ts'
import { revoke } from './revoke/revoke.ts'
import { USAGE } from './text/usage.ts'
import { verify } from './verify/verify.ts'

/** The command line. `done` receives the exit code of the command that ran. */
export function createProgram(context: Context, done: (code: number) => void): Command {
  const say = (key: keyof typeof USAGE): string => USAGE[key][context.language]
  const language = () => new Option('--lang <language>', say('lang')).choices(['ar', 'en'])
  const program = new Command('rabt')
  program
    .description(say('program'))
    .exitOverride()
    .configureOutput({ writeOut: context.out, writeErr: (text) => context.note(text.trimEnd()), outputError: () => {} })
    .configureHelp({ styleTitle: (title) => TITLES[title]?.[context.language] ?? title })
    .helpOption('-h, --help', say('help'))
    .helpCommand(false)
    .addOption(language())

  const prepare = (command: Command): Command =>
    command.helpOption('-h, --help', say('help')).option('--json', say('json')).addOption(language())
  const command = (name: string, what: keyof typeof USAGE, under: Command = program): Command =>
    prepare(under.command(name).description(say(what)))
  const group = (name: string, what: keyof typeof USAGE): Command =>
    program
      .command(name)
      .description(say(what))
      .helpOption('-h, --help', say('help'))
      .helpCommand(false)
      .addOption(language())

  command('call', 'call')
    .argument('<service>', say('service'))
    .requiredOption('--as <client>', say('as'))
    .option('--state <code>', say('state'))
    .option('-X, --method <method>', say('method'))
    .option('-H, --header <header>', say('header'), (line: string, before: string[]) => [...before, line], [])
    .option('-d, --data <data>', say('data'))
    .option('--url <address>', say('url'))
    .option('--cert <file>', say('cert'))
    .option('--key <file>', say('key'))
    .option('--ca <file>', say('ca'))
    .option('--timeout <seconds>', say('timeout'), '90')
    .action(async (service, options) => done(await call(context, service, options)))

  command('evidence', 'evidence')
    .argument('<request-id>', say('requestId'))
    .requiredOption('--state <code>', say('state'))
    .requiredOption('-o, --output <file>', say('output'))
    .action(async (id, options) => done(await evidence(context, id, options)))

  command('verify', 'verify')
    .argument('<file>', say('file'))
    .option('--root <file>', say('root'))
    .option('--revocation <file...>', say('revocation'))
    .action(async (file, options) => done(await verify(context, file, options)))

  const keys = group('keys', 'keys')
  const ofState = (name: string, what: keyof typeof USAGE): Command =>
    command(name, what, keys).requiredOption('--state <code>', say('state'))
  ofState('list', 'keysList').action(async (options) => done(await keysList(context, options)))
  ofState('next', 'keysNext')
    .argument('<name>', say('keyName'))
    .action(async (name, options) => done(await keysNext(context, name, options)))
  ofState('drop', 'keysDrop')
    .argument('<name>', say('keyName'))
    .action(async (name, options) => done(await keysDrop(context, name, options)))
  command('conformance', 'conformance')
    .argument('<state>', say('ownState'))
    .option('--with <state>', say('with'))
    .option('-o, --output <file>', say('report'))
    .action(async (state, options) => done(await conformance(context, state, options)))

  command('join', 'join')
    .argument('<state>', say('ownState'))
    .option('--decision <number>', say('decision'))
    .option('--with <state>', say('with'))
    .action(async (state, options) => done(await join(context, state, options)))

  addCeremony(group('ceremony', 'ceremony'), context, prepare, done)
  command('revoke', 'revoke')
    .argument('<kind>', say('revokeKind'))
    .argument('<id>', say('revokeId'))
    .requiredOption('--decision <number>', say('decision'))
    .option('--as <state>', say('revokeAs'))
    .action(async (kind, id, options) => done(await revoke(context, kind, id, options)))

  command('board', 'board').action(async (options) => done(await board(context, options)))

  command('doctor', 'doctor').action(async (options) => done(await doctor(context, options)))

  return program
}

const TITLES: Readonly<Record<string, { readonly ar: string; readonly en: string }>> = {
  'Usage:': { en: 'Usage:', ar: 'الاستعمال:' },
  'Arguments:': { en: 'Arguments:', ar: 'المعاملات:' },
  'Options:': { en: 'Options:', ar: 'الخيارات:' },
  'Commands:': { en: 'Commands:', ar: 'الأوامر:' },
}

/** Commander's own refusals, in Arabic; the quoted part of its message names what it is about. */
const ARABIC: Readonly<Record<string, string>> = {
  'commander.unknownOption': 'خيار غير معروف',
  'commander.unknownCommand': 'أمر غير معروف',
  'commander.missingArgument': 'ينقص معامل',
  'commander.missingMandatoryOptionValue': 'ينقص خيار لازم',
  'commander.optionMissingArgument': 'ينقص الخيار قيمته',
  'commander.excessArguments': 'معاملات أكثر من اللازم',
  'commander.invalidArgument': 'قيمة غير مقبولة',
}

/** The command that a command line asks for, as far as there is one: `rabt ceremony propose`. */
export function askedFor(program: Command, args: readonly string[]): string {
  let command = program
  for (const arg of args) {
    const next = command.commands.find((one) => one.name() === arg)
    if (next !== undefined) command = next
  }
  const names: string[] = []
  for (let one: Command | null = command; one !== null; one = one.parent) names.unshift(one.name())
  return names.join(' ')
}

/** A wrong command line in words, with the help to read; undefined when only help was asked for. */
export function usageProblem(error: CommanderError, asked: string, { language }: Context): string | undefined {
  if (error.code === 'commander.helpDisplayed' || error.code === 'commander.version') return undefined
  if (error.code === 'commander.help')
    return language === 'ar' ? `اذكر أمرا؛ انظر ${asked} --help` : `name a command; see ${asked} --help`
  const about = /'([^']*)'/.exec(error.message)?.[1]
  if (language === 'ar')
    return `${ARABIC[error.code] ?? 'سطر أوامر غير صحيح'}${about === undefined ? '' : `: ${about}`}؛ انظر ${asked} --help`
  return `${error.message.replace(/^error: /, '').replaceAll('\n', ' ')}; see ${asked} --help`
}
