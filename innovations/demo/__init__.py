"""The content of the demo data: what the portal shows before a region has filled it. Data only, no database.

Everything here is an example ("contoh") unless it says otherwise: names of people are invented, telephone
numbers are fictitious (62 812 0000 xxxx), figures that no public source gives are marked "(angka contoh)".
The command that turns it into rows lives elsewhere; this package imports no model.

Accessors (all deterministic, all return fresh objects that the caller may change):

    LABS          [dict]  slug, name, year, starts_on, ends_on, mou, target (number of innovations)
    districts()   [dict]  code, name, lat, lng                                        8 kecamatan
    villages()    [dict]  code, district_code, district (name), name, lat, lng        52 desa
    agencies()    [dict]  key, name, short_name, kind, parent (key or None), district (name or None), lat, lng
                          (or None), head_name, head_title, whatsapp, sourced; parents come before children
    stories()     [dict]  40 complete innovations, meant to be published
    ideas(n=80)   iterator of dicts; the first 80 are curated and stand somewhere on the road, any further
                          ones (to 100,000) are generated for measuring
    notes         module  what reviewers and the Bupati's office write with a move, see `notes.for_move`
    pictures      module  `draw(scene, seed, size) -> bytes` (JPEG), `SCENES`

A story and an idea are one shape. Dates are `datetime.date` or None, numbers int/float or None, the rest
`str` (plain text; paragraphs parted by a blank line, lists as numbered lines), never None for text:

    slug lab agency (key) entry_stage ("drum_up" or "delivery") stage status case
    title acronym (its expansion or "") one_line duty initiator initiator_name commitment_by commitment_on
    problem sufferers sufferers_count problem_evidence causes alternatives idea novelty origin origin_url kind
    affair beneficiaries idea_on how_it_works aims resources budget_source legal_basis risks
    launched_on trial_on applied_on results obstacles help_needed sustainability lessons
    headline before after story video_url service_contact service_hours service_place
    replication_cost replication_staff replication_weeks replication_steps
    summary_en goal (1 to 17, of the SDGs, or None)
    measures  [{indicator, unit, baseline, target, actual, measured_on}]      numbers or None
    steps     [{activity, output, person_in_charge, starts_on, ends_on, budget, source, is_done}]
    evidence  [{kind, title, link, number, date, subject, year}]          link None: a file is to be made
    photos    [{caption, scene, seed}]
    team      [{name, duty}]
    progress  [{reported_on, text}]

    initiator    regional_head council agency civil_servant community
    novelty      new extension improvement replication
    kind         process method product conceptual technology structure partnership people
    affair       slug of the urusan pemerintahan, one of `AFFAIRS` (slug -> name)
    evidence     decree letter report photo_report news survey guide other

`stage` (drum_up diagnose design delivery display) and `status` (draft submitted returned endorsed approved
published stopped) say where the seeder should leave the record. Text of stages that a record has not reached
is empty: a draft at Design has no `results`. The stage it stands at is filled, except for drafts, which are
begun. `case` names what the history holds, and the key to its texts in `notes.CASES`:

    ""          the plain road
    "returned"  stands returned, the facilitator asked for parts
    "improved"  was returned once, was improved and went on
    "stopped"   stopped by the unit with a reason and a lesson
    "declined"  declined by the Bupati's office with a reason
    "reopened"  was stopped, then opened again
"""

from datetime import date

from innovations.demo import notes, pictures
from innovations.demo.agencies import agencies, districts, villages
from innovations.demo.ideas import ideas
from innovations.demo.stories import AFFAIRS, stories

LABS = [
    {
        "slug": "inovik-2016",
        "name": "Inovik 2016",
        "year": 2016,
        "starts_on": date(2016, 4, 27),
        "ends_on": date(2016, 4, 29),
        "mou": "Nota Kesepahaman Pemerintah Kabupaten Pakpak Bharat dan Lembaga Administrasi Negara, 2016",
        "target": 100,
    },
    {
        "slug": "inovik-2026",
        "name": "Inovik 2026",
        "year": 2026,
        "starts_on": date(2026, 3, 3),
        "ends_on": date(2026, 3, 5),
        "mou": "Nota Kesepahaman Pemerintah Kabupaten Pakpak Bharat dan Lembaga Administrasi Negara, 2026 "
        "(contoh)",
        "target": 100,
    },
]

__all__ = ["AFFAIRS", "LABS", "agencies", "districts", "ideas", "notes", "pictures", "stories", "villages"]
