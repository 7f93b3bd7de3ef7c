export interface ServerPlace {
  readonly port: number
  readonly socketDir: string
}

/**
 * The whole `postgresql.conf` of the bundled server: nothing is left to the template, so a cluster made by an older
 * version starts with the same settings.
 */
export function serverSettings({ port, socketDir }: ServerPlace): string {
  const settings: readonly (readonly [name: string, value: string, why: string])[] = [
    ['listen_addresses', "'127.0.0.1'", 'the bundled OpenSSL is out of support: never beyond this machine'],
    ['port', String(port), ''],
    ['unix_socket_directories', quote(socketDir), 'mode 0700'],
    ['unix_socket_permissions', '0700', ''],
    ['max_connections', '200', 'seven gateways with up to ten sessions each, seven authorities, tests'],
    ['password_encryption', "'scram-sha-256'", ''],
    ['shared_buffers', '128MB', ''],
    ['dynamic_shared_memory_type', 'posix', ''],
    ['fsync', 'on', 'what was acknowledged is on disk'],
    ['synchronous_commit', 'on', ''],
    ['full_page_writes', 'on', ''],
    // Every commit of the journal waits for its WAL. A recycled segment is overwritten in place; a new one is first
    // filled with zeros and synced, which stops commits for tens of milliseconds. A large min_wal_size keeps segments
    // for recycling, so that after the first minutes under load no commit waits for a new file. Filling them at the
    // start instead would cost 2 GB of disk writes before the first exchange.
    ['min_wal_size', '2GB', 'keeps segments for recycling'],
    ['max_wal_size', '4GB', 'checkpoints by time, not by volume'],
    ['checkpoint_timeout', '5min', ''],
    ['checkpoint_completion_target', '0.9', ''],
    ['wal_recycle', 'on', ''],
    ['wal_init_zero', 'on', ''],
    ['wal_compression', 'off', 'only pglz is built in, and the journal compresses its own blobs'],
    ['jit', 'off', 'short statements only'],
    ['timezone', "'UTC'", ''],
    ['log_timezone', "'UTC'", ''],
    ['lc_messages', "'C'", ''],
    ['log_destination', "'stderr'", 'to server.log, opened by the supervisor'],
    ['log_line_prefix', "'%m [%p] %d '", ''],
    // Statements and rows can hold what people sent: they stay out of the server's log.
    ['log_statement', "'none'", ''],
    ['log_min_error_statement', 'panic', 'no statement text beside errors'],
    ['log_error_verbosity', 'terse', 'no DETAIL lines: they quote values'],
    ['log_parameter_max_length_on_error', '0', ''],
    ['idle_in_transaction_session_timeout', '60s', 'a forgotten transaction holds event cursors back'],
  ]
  const lines = settings.map(([name, value, why]) => `${name} = ${value}${why === '' ? '' : `  # ${why}`}`)
  return `# Written by the supervisor at every start; changes here are lost.\n${lines.join('\n')}\n`
}

/** Only passwords, over the loopback and the private socket. */
export const HOST_RULES = `# Written by the supervisor at every start; changes here are lost.
local all all scram-sha-256
host all all 127.0.0.1/32 scram-sha-256
`

function quote(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}
