// Constants of ioctl(2) that concern terminals, and those of termios(3).

export const TCGETS = 0x5401
export const TCSETS = 0x5402
export const TIOCSCTTY = 0x540e
export const TIOCSPGRP = 0x5410
export const TIOCGWINSZ = 0x5413
export const TIOCSWINSZ = 0x5414
export const TIOCSPTLCK = 0x40045431
export const TIOCGPTPEER = 0x5441

export const TERMINAL_IOCTLS = {
  TCGETS,
  TCSETS,
  TIOCSCTTY,
  TIOCSPGRP,
  TIOCGWINSZ,
  TIOCSWINSZ,
  TIOCSPTLCK,
  TIOCGPTPEER,
}

/** Bits of `c_iflag`. */
export const IGNBRK = 0o1
export const BRKINT = 0o2
export const PARMRK = 0o10
export const ISTRIP = 0o40
export const INLCR = 0o100
export const IGNCR = 0o200
export const ICRNL = 0o400
export const IXON = 0o2000

/** A bit of `c_oflag`. */
export const OPOST = 0o1

/** Bits of `c_cflag`. */
export const CSIZE = 0o60
export const CS8 = 0o60
export const PARENB = 0o400

/** Bits of `c_lflag`. */
export const ISIG = 0o1
export const ICANON = 0o2
export const ECHO = 0o10
export const ECHONL = 0o100
export const IEXTEN = 0o100000

/** Indices into `c_cc`. */
export const VTIME = 5
export const VMIN = 6
