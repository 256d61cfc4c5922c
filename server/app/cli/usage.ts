/** The command was given wrongly: one sentence, and the program ends with 2. */
export class UsageError extends Error {}

/** What a person wanted cannot be done: one sentence, and the program ends with 1. */
export class CommandError extends Error {}

/** All commands, as `filo --help` shows them. */
export const HELP = `filo, the command line of Filodiretto

Usage: npx filo <command> [options]

Database
  migrate                       bring the database to this version's schema
  backup <folder|file>          save everything (tables, waiting jobs, files, key) while the server runs
  restore <file> [--force]      put a backup back into an empty database; --force replaces what is there
  demo load                     load the demo organisation into an empty database

Staff
  user add --email E --name N --role R [--public-name P] [--language it|en] [--team T] [--service S]
           (--password P | --password-stdin)
                                add a member of staff; --service limits the role to one service (its code)
  user list                     everybody on the staff
  user password E (--password P | --password-stdin)
                                set a password; all sessions of this person end
  user deactivate E             end a person's access; what they did stays

API tokens
  token create --name N --scopes A,B [--service S] [--gateway G] [--expires DATE|DAYSd]
                                make a token and print it, this once; --scopes '*' allows everything
  token list                    all tokens, without their values
  token revoke ID               end a token now

Mail
  replay <mailbox> [--from-uid N]
                                read an IMAP mailbox again, named by its id or its user; what is here already is
                                not taken twice, and a running server does the reading

Keys of recordings
  keys rotate [--drop-old]      wrap all recordings with a new key; old keys stay in data/keys for backups made
                                before, unless --drop-old takes them out

Figures
  figures check [--from DATE] [--to DATE] [--repair]
                                compute the rollups again from legs (the last 7 days unless told) and say where they
                                differ; --repair makes those days anew

Simulation (docs/simulation.md)
  simulate <scenario.json>      let invented customers and agents meet in the routing core, faster than in life
  simulate (--from DATE | --from-demo) [--weeks N]
                                the same with the organisation's own queues, agents and last weeks (default 4)
           [--set EDIT]...      what if: agents.QUEUE=+3, volume=1.2, handling.QUEUE=0.9, wrapUp=…, patience=…
           [--replications N] [--seed S] [--half-hours QUEUE] [--save FILE] [--json]

Other
  openapi                       print the OpenAPI document of the API
  --help, -h                    this text; filo <command> --help shows it too
  --version                     the version

Roles: agent, expert, supervisor, administrator, auditor, or a code of your own.
Settings come from the environment and from filodiretto.env, as for the server: DATABASE_URL, or else the embedded
database in FILO_DATA, which is shared with a running server or started for the command.
Ends with 0 when done, 1 when it could not be done, 2 when the command was given wrongly.
`;
