"""Official names: which websites and telephone numbers organisations really have. Of organisations only, never of people."""
