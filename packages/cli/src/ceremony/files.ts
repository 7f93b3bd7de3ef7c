import { randomBytes } from 'node:crypto'
import { link, lstat, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { directoryRepository, mirrorRepository, type Repository, type SignatureInput } from '@rabt/directory'
import type { Context } from '../context.ts'
import { CliError } from '../error.ts'

/** More signatures than any ceremony takes would be a mistaken folder. */
const MAX_SIGNATURE_FILES = 256

export const readInput = async ({ cwd }: Context, file: string): Promise<Uint8Array> => {
  try {
    return await readFile(resolve(cwd, file))
  } catch {
    throw new CliError('FILE', { en: `The file ${file} cannot be read.`, ar: `تعذرت قراءة الملف ${file}.` })
  }
}

/** Writes a whole file or none. `fresh`: never over another, not even if both are written at one time. */
export const writeOutput = async (
  { cwd }: Context,
  file: string,
  bytes: Uint8Array | string,
  { mode = 0o644, fresh = false }: { readonly mode?: number; readonly fresh?: boolean } = {},
): Promise<string> => {
  const path = resolve(cwd, file)
  const staged = `${path}.${randomBytes(4).toString('hex')}.new`
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(staged, bytes, { mode, flag: 'wx', flush: true })
    // A hard link fails where a rename would replace.
    await (fresh ? link(staged, path) : rename(staged, path))
    return path
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      throw taken(file)
    }
    throw new CliError('FILE', {
      en: `${file} cannot be written. Choose a folder that you may write to.`,
      ar: `تعذرت كتابة ${file}. اختر مجلدا تملك الكتابة فيه.`,
    })
  } finally {
    await rm(staged, { force: true })
  }
}

/** Before the first of several files is written: that none is there. @throws CliError FILE */
export const refuseTaken = async ({ cwd }: Context, files: readonly string[]): Promise<void> => {
  for (const file of files) if ((await lstat(resolve(cwd, file)).catch(() => null)) !== null) throw taken(file)
}

const taken = (file: string): CliError =>
  new CliError('FILE', { en: `${file} is there already and stays.`, ar: `الملف ${file} موجود ويبقى كما هو.` })

/** A repository: a folder, or the address of a mirror that is only read. */
export const repositoryOf = ({ cwd }: Context, where: string): Repository =>
  /^https?:\/\//.test(where) ? mirrorRepository(where) : directoryRepository(resolve(cwd, where))

/** Where the signatures of a proposal lie unless said otherwise: `admit.json` has `admit.signed/`. */
export const signedFolder = (proposal: string, folder: string | undefined): string =>
  folder ?? `${proposal.replace(/\.json$/, '')}.signed`

/** All files of signatures of a folder, by name. A folder that is not there holds none. */
export const readSignatureFiles = async ({ cwd }: Context, folder: string): Promise<readonly SignatureInput[]> => {
  const path = resolve(cwd, folder)
  const names = await readdir(path).catch(() => [])
  const files = names.filter((name) => name.endsWith('.json')).sort()
  if (files.length > MAX_SIGNATURE_FILES) {
    const en = `${folder} holds more than ${MAX_SIGNATURE_FILES} files: it is not the folder of one ceremony.`
    throw new CliError('FILE', { en, ar: `في ${folder} أكثر من ${MAX_SIGNATURE_FILES} ملفا: ليس مجلد مراسم واحدة.` })
  }
  return Promise.all(files.map(async (name) => ({ name, bytes: await readFile(join(path, name)) })))
}

/**
 * The passphrase of a key: the first line of a file, of standard input (`-`), or RABT_PASSPHRASE. Never an argument, which
 * other users of the machine could read.
 */
export const readPassphrase = async (context: Context, file: string | undefined): Promise<string | undefined> => {
  if (file === undefined) return context.env.RABT_PASSPHRASE || undefined
  const bytes = file === '-' ? await context.input() : await readInput(context, file)
  return Buffer.from(bytes).toString('utf8').split(/\r?\n/, 1)[0]
}
