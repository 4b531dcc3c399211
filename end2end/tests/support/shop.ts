// A running server with its own data folder.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const BINARY = process.env.SCOOPJOY_BINARY ?? path.resolve(import.meta.dirname, "../../../target/release/scoopjoy");

export class Shop {
  private child: ChildProcess | undefined;
  private address = "127.0.0.1:0";

  private constructor(
    readonly data: string,
    private readonly options: string[],
  ) {}

  /** Starts a server and waits until it serves. `options` go to `scoopjoy serve`. */
  static async open(options: string[] = []): Promise<Shop> {
    const shop = new Shop(await mkdtemp(path.join(tmpdir(), "scoopjoy-")), options);
    await shop.start();
    return shop;
  }

  get url(): string {
    return `http://${this.address}`;
  }

  /** Starts the server, on the same port as before if it has run already. */
  async start(): Promise<void> {
    const child = spawn(BINARY, ["serve", "--data", this.data, "--listen", this.address, ...this.options], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.child = child;
    this.address = await listening(child);
    while (!(await isReady(this.url))) {
      if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Ends the server: `SIGTERM` lets it drain, `SIGKILL` does not. */
  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  }

  /** Runs another subcommand on the same data folder and returns what it printed. */
  async run(...command: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(BINARY, ["--data", this.data, ...command]);
    return stdout;
  }

  async close(): Promise<void> {
    await this.stop("SIGKILL");
    await rm(this.data, { recursive: true, force: true });
  }
}

/** The address in the log line that says where the server listens. */
async function listening(child: ChildProcess): Promise<string> {
  const said: string[] = [];
  return await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}:\n${said.join("\n")}`)));
    createInterface({ input: child.stderr! }).on("line", (line) => {
      said.push(line);
      const found = /listening on http:\/\/(\S+)/.exec(line);
      if (found) resolve(found[1]);
    });
  });
}

async function isReady(url: string): Promise<boolean> {
  return await fetch(`${url}/readyz`).then(
    (answer) => answer.ok,
    () => false,
  );
}
