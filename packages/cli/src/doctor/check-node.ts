import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { basename, join } from 'node:path'
import type { NodeHome } from '../home/home.ts'
import { send } from '../http/send.ts'
import { type Finding, RESTART, START } from './finding.ts'

const WAIT_MS = 5_000

/** A node answers on its ports and says itself whether it can exchange (`/readyz`). */
export async function checkNode(node: NodeHome): Promise<Finding[]> {
  const name = basename(node.dir).toUpperCase()
  const check = `node ${name}`
  const [edge, admin] = await Promise.all([listens(node.host, node.http), listens(node.host, node.admin)])
  if (!edge && !admin) {
    const text = { en: `${name} is not running`, ar: `${name} لا تعمل` }
    return [{ check, level: 'failure', text, act: START }]
  }
  if (!edge || !admin) {
    const port = edge ? node.admin : node.http
    const text = { en: `${name}: nothing listens on port ${port}`, ar: `${name}: لا أحد يستمع على المنفذ ${port}` }
    return [{ check, level: 'failure', text, act: RESTART }]
  }
  return [{ check, ...(await readiness(node, name)) }]
}

async function readiness(node: NodeHome, name: string): Promise<Omit<Finding, 'check'>> {
  try {
    const { status, body } = await send({
      url: new URL(`https://${node.host}:${node.admin}`),
      path: '/readyz',
      method: 'GET',
      headers: [],
      timeoutMs: WAIT_MS,
      tls: { ca: await readFile(join(node.dir, 'keys', 'ca.crt'), 'utf8') },
    })
    const { ready, joined, reasons } = JSON.parse(Buffer.from(body).toString('utf8'))
    const why = Array.isArray(reasons) && reasons.length > 0 ? `: ${reasons.join('; ')}` : ''
    if (ready === true && status === 200) {
      const text = { en: `${name} can exchange${why}`, ar: `${name} جاهزة للتبادل${why}` }
      return { level: why === '' ? 'ok' : 'warning', text }
    }
    if (joined === false) return notJoined(name)
    return {
      level: 'failure',
      text: { en: `${name} runs but cannot exchange${why}`, ar: `${name} تعمل لكنها غير جاهزة للتبادل${why}` },
      act: {
        en: `operator of ${name}: see ${node.dir} and the reason above`,
        ar: `مشغّل ${name}: راجع السبب أعلاه و${node.dir}`,
      },
    }
  } catch {
    return {
      level: 'failure',
      text: {
        en: `port ${node.admin} does not answer as the node ${name}`,
        ar: `المنفذ ${node.admin} لا يجيب بصفته العقدة ${name}`,
      },
      act: {
        en: 'another program holds the port: end it, or move all ports with RABT_PORT_BASE',
        ar: 'برنامج آخر يشغل المنفذ: أوقفه، أو انقل المنافذ كلها عبر RABT_PORT_BASE',
      },
    }
  }
}

/** It runs as it should: what lets it exchange is a decision, and nothing on this machine. */
function notJoined(name: string): Omit<Finding, 'check'> {
  return {
    level: 'warning',
    text: {
      en: `${name} runs and has not joined yet, or was taken out: nobody exchanges with it`,
      ar: `${name} تعمل ولم تنضم بعد أو سُحبت: لا يتبادل معها أحد`,
    },
    act: {
      en: `state authority: rabt board says what comes next; to join: rabt join ${name} --decision NO`,
      ar: `هيئة الدولة: يبيّن rabt board ما يلي؛ وللانضمام: rabt join ${name} --decision NO`,
    },
  }
}

function listens(host: string, port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ host, port, timeout: WAIT_MS })
    const end = (answer: boolean): void => {
      socket.destroy()
      done(answer)
    }
    socket.once('connect', () => end(true))
    socket.once('timeout', () => end(false))
    socket.once('error', () => end(false))
  })
}
