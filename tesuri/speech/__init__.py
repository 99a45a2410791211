"""Speech: what is said for what is shown, who says it, and what each language really gets.

sentence     a shown sentence with what is said for it
spoken       shown → said, the one function for all of it (dates, money, phones, hours, Japanese readings)
speaker      the ``Speaker`` protocol that the kiosk knows
voices       which engine, voice and pack each locale has; nothing is pretended
store        audio looked up before the live engine: recordings, packs, the cache
drivers/     pyttsx3 drivers of ours: pyopenjtalk-plus and espeak-ng
engine       the child process that makes audio through pyttsx3
player       the sound device
live         the speaker of the kiosk: looks up, has made, plays, one sentence ahead
"""
