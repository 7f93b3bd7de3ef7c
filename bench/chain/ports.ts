/** Ports of the bench, in gaps of the testbed's own range. All on 127.0.0.1. */
export const chainPorts = (base: number) =>
  ({
    service: base + 10,
    nginxConsumer: base + 11,
    nginxProvider: base + 12,
    caddyConsumer: base + 13,
    caddyProvider: base + 14,
  }) as const

export type ChainPorts = ReturnType<typeof chainPorts>

export const DEFAULT_PORT_BASE = 18_000
