export { type NodeConfig, NodeConfigSchema, readConfig } from './config.ts'
export { unpackBlobs } from './journal/blob-pack.ts'
export { type RunningNode, startNode } from './node/node.ts'
