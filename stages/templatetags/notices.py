"""Notices and WhatsApp links in the words of `stages/notices/words.py`."""

from django import template

from stages.notices import words

register = template.Library()

register.filter("notice_title", words.title)
register.filter("notice_sentence", words.sentence)
register.filter("notice_by_when", words.by_when)
register.filter("notice_path", words.path)
register.filter("notice_whatsapp", words.about_notice)
register.filter("record_whatsapp", words.about_record)
