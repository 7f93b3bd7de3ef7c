import { formatOrigin } from '@rabt/protocol'
import type { NodeConfig } from '../config.ts'
import type { BlobFiles } from '../journal/blob-files.ts'
import type { Committer } from '../journal/committer.ts'
import type { PgJournal } from '../journal/pg-journal.ts'

/** A large blob of an own lane, for the gateway that the lane is written to and nobody else. */
export async function ownBlob(
  {
    config,
    journal,
    committer,
    files,
  }: { config: NodeConfig; journal: PgJournal; committer: Committer; files: BlobFiles },
  receiver: string,
  lane: string,
  index: number,
  part: 'head' | 'body',
): Promise<Buffer | false | null> {
  const [slot = '', epoch = '', random = ''] = lane.split('.')
  const origin = formatOrigin({
    federation: config.federation,
    sender: config.gateway,
    receiver,
    slot,
    epoch: Number(epoch),
    random: Buffer.from(random, 'hex'),
  })
  // A batch is sent while its own commit is under way: the peer may ask before the journal knows it.
  await committer.drained()
  const row = await journal.lane(true, origin)
  const ref = row && (await journal.blobRef(row.id, index, part))
  return ref ? ((await files.read(ref.digest)) ?? false) : null
}
