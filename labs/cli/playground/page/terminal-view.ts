/**
 * The terminal, and its connection. What the server sends is counted until it has
 * been drawn; from some amount on the server is asked to wait.
 *
 *     connect ─▶ size, screen, characters … ── it ends ─▶ wait ─▶ connect
 */
import { FitAddon } from '@xterm/addon-fit'
import { type ITheme, Terminal } from '@xterm/xterm'
import type { FromPage, Size, ToPage } from '../frames.ts'

export interface TerminalOptions {
  readonly into: HTMLElement
  readonly secret: string
  readonly onSize: (size: Size) => void
  readonly onConnection: (isOpen: boolean) => void
  /** Keys that are the page's own. @returns Whether this one was. */
  readonly onKey: (event: KeyboardEvent) => boolean
}

/** Bytes on their way to the screen: ask the server to wait, and to go on. */
const MUCH = 128 * 1024
const LITTLE = 16 * 1024
const RETRY_MS = 500
const LONGEST_RETRY_MS = 4000
const USUAL_FONT = 14
const SMALLEST_FONT = 6
const LARGEST_FONT = 48
const FONTS =
  'ui-monospace, "SF Mono", "Cascadia Mono", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace'

export class TerminalView {
  readonly #options: TerminalOptions
  readonly #terminal: Terminal
  readonly #fit = new FitAddon()
  #socket: WebSocket | null = null
  #retryMs = RETRY_MS
  #undrawn = 0
  #isPaused = false
  /** Whether this page may type; its window is then the terminal's size. */
  #mayType = false
  /** The size that was asked for last. */
  #wanted = ''
  #font = USUAL_FONT

  constructor(options: TerminalOptions) {
    this.#options = options
    this.#terminal = new Terminal({
      fontFamily: FONTS,
      fontSize: USUAL_FONT,
      lineHeight: 1.15,
      cursorBlink: true,
      scrollback: 5000,
      theme: themeNow(),
      disableStdin: true,
      minimumContrastRatio: 4.5,
    })
    this.#terminal.loadAddon(this.#fit)
    this.#terminal.open(options.into)
    this.#terminal.onData((keys) => this.#send(keys))
    this.#terminal.onBinary((keys) => this.#send(keys))
    this.#terminal.attachCustomKeyEventHandler(
      (event) => event.type !== 'keydown' || !options.onKey(event),
    )
    new ResizeObserver(() => this.#fitWindow()).observe(options.into)
    options.into.addEventListener('focusin', () => this.#fitWindow(true))
    matchMedia('(prefers-color-scheme: dark)').addEventListener(
      'change',
      () => {
        this.#terminal.options.theme = themeNow()
      },
    )
    this.#connect()
  }

  /** Whoever may type has the size of the terminal follow their window. */
  allow(mayType: boolean): void {
    this.#mayType = mayType
    this.#terminal.options.disableStdin = !mayType
    this.#terminal.options.cursorBlink = mayType
    this.#fitWindow(true)
  }

  /** Larger or smaller letters. */
  zoom(by: number): void {
    this.#font = Math.max(
      SMALLEST_FONT,
      Math.min(LARGEST_FONT, this.#font + by),
    )
    this.#terminal.options.fontSize = this.#font
    this.#fitWindow(true)
  }

  focus(): void {
    this.#terminal.focus()
  }

  #connect(): void {
    const protocols = ['lab', `t.${this.#options.secret}`]
    // From http to ws, and from https to wss.
    const site = location.origin.replace('http', 'ws')
    const socket = new WebSocket(`${site}/api/terminal`, protocols)
    socket.binaryType = 'arraybuffer'
    this.#socket = socket
    socket.onopen = () => {
      this.#retryMs = RETRY_MS
      this.#wanted = ''
      this.#undrawn = 0
      this.#isPaused = false
      this.#options.onConnection(true)
      this.#fitWindow(true)
    }
    socket.onmessage = ({ data }) => {
      if (typeof data === 'string') this.#obey(JSON.parse(data) as ToPage)
      else this.#draw(new Uint8Array(data as ArrayBuffer))
    }
    socket.onclose = () => {
      this.#options.onConnection(false)
      setTimeout(() => this.#connect(), this.#retryMs)
      this.#retryMs = Math.min(LONGEST_RETRY_MS, 2 * this.#retryMs)
    }
  }

  #obey(frame: ToPage): void {
    if (frame.t === 'screen') this.#terminal.reset()
    else this.#takeSize(frame)
  }

  #takeSize({ columns, rows }: Size): void {
    this.#terminal.resize(columns, rows)
    this.#options.onSize({ columns, rows })
    this.#shrinkToFit()
  }

  #draw(bytes: Uint8Array): void {
    this.#undrawn += bytes.length
    if (!this.#isPaused && this.#undrawn > MUCH) {
      this.#isPaused = true
      this.#tell({ t: 'pause' })
    }
    this.#terminal.write(bytes, () => {
      this.#undrawn -= bytes.length
      if (this.#isPaused && this.#undrawn < LITTLE) {
        this.#isPaused = false
        this.#tell({ t: 'resume' })
      }
    })
  }

  #send(keys: string): void {
    if (!this.#mayType || this.#socket?.readyState !== WebSocket.OPEN) return
    this.#socket.send(new TextEncoder().encode(keys))
  }

  #tell(frame: FromPage): void {
    if (this.#socket?.readyState === WebSocket.OPEN)
      this.#socket.send(JSON.stringify(frame))
  }

  /** @param again Even if it was asked for before: somebody else may have come. */
  #fitWindow(again = false): void {
    if (this.#options.into.clientWidth === 0) return
    if (this.#mayType) this.#askForWindow(again)
    else this.#shrinkToFit()
  }

  #askForWindow(again: boolean): void {
    if (this.#terminal.options.fontSize !== this.#font)
      this.#terminal.options.fontSize = this.#font
    const size = this.#fit.proposeDimensions()
    if (size === undefined || Number.isNaN(size.cols)) return
    const wish = { t: 'resize', columns: size.cols, rows: size.rows } as const
    const text = JSON.stringify(wish)
    if (!again && text === this.#wanted) return
    this.#wanted = text
    this.#tell(wish)
  }

  /** Who only looks has the terminal's size, in letters that fit the window. */
  #shrinkToFit(): void {
    const size = this.#fit.proposeDimensions()
    const { cols, rows, options } = this.#terminal
    if (this.#mayType || size === undefined || Number.isNaN(size.cols)) return
    const scale = Math.min(size.cols / cols, size.rows / rows)
    const font = Math.floor((options.fontSize ?? USUAL_FONT) * scale * 2) / 2
    options.fontSize = Math.max(SMALLEST_FONT, Math.min(LARGEST_FONT, font))
  }
}

const themeNow = (): ITheme =>
  matchMedia('(prefers-color-scheme: dark)').matches ? DARK : LIGHT

const DARK: ITheme = {
  background: '#0d1420',
  foreground: '#e6edf5',
  cursor: '#6fb0ff',
  cursorAccent: '#0d1420',
  selectionBackground: '#2a4a75',
  black: '#3b4657',
  red: '#ff7b72',
  green: '#5fd38d',
  yellow: '#e3b341',
  blue: '#79b8ff',
  magenta: '#d2a8ff',
  cyan: '#56d4dd',
  white: '#d0d9e4',
  brightBlack: '#8b98ab',
  brightRed: '#ffa198',
  brightGreen: '#7ee2a8',
  brightYellow: '#f0cf6d',
  brightBlue: '#a5d0ff',
  brightMagenta: '#e2c5ff',
  brightCyan: '#8ae6ec',
  brightWhite: '#ffffff',
}

const LIGHT: ITheme = {
  background: '#fbfcfe',
  foreground: '#1b2430',
  cursor: '#0b5cad',
  cursorAccent: '#ffffff',
  selectionBackground: '#bcd9fb',
  black: '#24292f',
  red: '#b3261e',
  green: '#12682f',
  yellow: '#7a5200',
  blue: '#0b5cad',
  magenta: '#7b3fb5',
  cyan: '#0b6a78',
  white: '#5c6773',
  brightBlack: '#59636e',
  brightRed: '#a40e26',
  brightGreen: '#116329',
  brightYellow: '#633c01',
  brightBlue: '#0a4f96',
  brightMagenta: '#6639ba',
  brightCyan: '#0a5a66',
  brightWhite: '#3c4650',
}
