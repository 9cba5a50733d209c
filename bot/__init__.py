"""Kundenpuls: what customers feel, relayed by the few colleagues whose voice is needed.

The glossary; every word has one meaning, everywhere.

pulse                  one ISO week's round of asks in a workspace
question               an entry of the bank; its wording never changes, only its version
ask                    one question put to one person once
response               what came back: one option of the question
comment                the free text of a response
relay                  a customer's words passed on unasked
signal                 an imported, indirect voice: a review, a ticket
label                  what its author confirmed of a text: how it sounds, what it is about
touchpoint             where the customer met us: website, app, support, store
cut                    the one way a workspace divides its answers: by touchpoint or by team
segment                one part of the cut
audience               all who may be asked
recontact period       the shortest time between two asks to one person
snooze, pause, opt-out not now, not for a while, never again
trust index, satisfaction index   0 to 100, always with an interval
voice                  one answer of one person in one pulse, seen without the person
suppression threshold  k, the fewest voices a figure may rest on
release                the figures of a pulse once they have left the house: frozen
belief                 what a leader expects; the gap is belief minus index
digest                 the weekly message to the leadership channel
pass                   who may read the digests as a page, and until when: what a leader's link stands for
case                   something to follow up until the customer confirms
reporter               the colleague who relayed a case
thread                 the name of a case towards its reporter alone
delivery               what should stand in which chat, under a key of its own
home                   where a workspace lives on a platform: a Slack team, a Teams tenant

The flow, in ten lines:

    time  -> schedule.tick    -> asking.plan        who is asked what, and why
                              -> Delivery("ask:…")  what should stand in their chat
    sending (adapters)        -> platform.show      makes it stand, at most once
    people -> inbox.handle    -> answering.answer   a response under a pulse pseudonym
                              -> relaying.relay     masked words, sealed
    time  -> schedule.tick    -> closing.close      asks become memory, answers lose their order
                              -> statistics         what the answers say, how sure that is
                              -> releasing.release  what may be shown, frozen
                              -> digesting.compose  the weekly message
                              -> Delivery("digest:…")
    later -> privacy.forget   -> the pulse's key is destroyed: nobody can be traced
"""
