"""From a lesson's source to every edition of it: notebooks, carved package, kit. Authors run this; no student receives it."""
