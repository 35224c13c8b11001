"""From a lesson's source to every edition of it: notebooks, carved package, kit. No student receives this folder."""
