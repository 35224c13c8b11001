"""What is measured: functions of the framework, so that the same text runs on ours and on its peers."""
