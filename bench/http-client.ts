/**
 * A keep-alive HTTP client with minimal overhead: client, server and database share the machine, so CPU time of the
 * client falsifies the results. Works only with our own server: one request at a time per connection.
 */
import { connect, type Socket } from 'node:net'

export interface Reply {
  status: number
  body: string
  setCookie?: string
}

export class Connection {
  private readonly socket: Socket
  private received: Buffer = Buffer.alloc(0)
  private waiting: { resolve: (reply: Reply) => void; reject: (error: Error) => void } | undefined
  private readonly host: string

  constructor(port: number) {
    this.host = `127.0.0.1:${port}`
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true })
    this.socket.on('data', (data: Buffer) => this.receive(data))
    const fail = (error: Error) => {
      this.waiting?.reject(error)
      this.waiting = undefined
    }
    this.socket.on('error', fail)
    this.socket.on('close', () => fail(new Error('the server closed the connection')))
  }

  post(path: string, cookie: string, value: unknown): Promise<Reply> {
    // Data written to a closed socket are lost without an error.
    if (this.socket.destroyed) return Promise.reject(new Error('the server closed the connection'))
    const body = JSON.stringify(value)
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject }
      this.socket.write(
        `POST ${path} HTTP/1.1\r\nHost: ${this.host}\r\nCookie: ${cookie}\r\nContent-Type: application/json\r\n` +
          `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      )
    })
  }

  private receive(data: Buffer): void {
    this.received = this.received.length ? Buffer.concat([this.received, data]) : data
    const end = this.received.indexOf('\r\n\r\n')
    if (end < 0) return
    const head = this.received.toString('latin1', 0, end)
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? Number.NaN)
    if (Number.isNaN(length)) {
      this.socket.destroy(new Error('a reply without a length'))
      return
    }
    if (this.received.length < end + 4 + length) return
    const body = this.received.toString('utf8', end + 4, end + 4 + length)
    this.received = this.received.subarray(end + 4 + length)
    const { resolve } = this.waiting!
    this.waiting = undefined
    resolve({ status: Number(head.slice(9, 12)), body, setCookie: /\r\nset-cookie: ([^;\r]+)/i.exec(head)?.[1] })
  }

  close(): void {
    this.socket.destroy()
  }
}
