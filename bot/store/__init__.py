"""What must outlive a restart, in SQLite by default and in PostgreSQL by setting.

engine          opens the store and brings its tables up to date
away            visits to it, bounded in time: it may be away, and answering goes on
user_key        the secret key under which people are known; pseudonym makes their aliases
schema          the tables; columns holds their types, migrations how they came to be
upsert, lock    the two ways in which processes that write at once are kept in order
quiet           keeps what people said out of the logs
tenants         workspace -> its councils, and whether the bot is switched off there
people          person -> officer, councillor ...; forgets a person
events          each event is answered once, on however many replicas
rate            20 questions a minute a person
recent          a person's last questions
threads         what a person asked in a thread
feedback        what people thought of an answer, for whoever owns the corpus
answers         what an answer was about, where a platform sends back no more than its message's id
dossier         what is kept about a person, for whoever asks to see it or to have it erased
retention       for how long all that is kept; forgets it then
installations   Slack's tokens, sealed by sealing; OAuth states
errors          what is wrong with the settings, and how to mend it

No user id stands in any of it but slack_sdk's installations: `bot.store.pseudonym` says how.
Two tenants never meet: each statement that touches a tenant's rows names its platform and tenant.
Every moment is an aware datetime that the caller gives; nothing here but slack_sdk reads a clock.
"""
