"""Every act and query of the hall by its name, typed, and loaded when it is first done: `acts.ticket_call`.

One package a noun. Written by `python -m counter.hall.references` after an act was added; never by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from counter.hall.act import Reference, attribute

if TYPE_CHECKING:
    from counter.acts.approval.amending import amend as case_amend
    from counter.acts.approval.assigning import assign as approval_assign
    from counter.acts.approval.assigning import desk as approval_desk
    from counter.acts.approval.assigning import hand_over as approval_hand_over
    from counter.acts.approval.assigning import put_back as approval_put_back
    from counter.acts.approval.assigning import take as approval_take
    from counter.acts.approval.considering import able as approval_able
    from counter.acts.approval.considering import consider as approval_consider
    from counter.acts.approval.considering import may as approval_may
    from counter.acts.approval.deciding import decide as approval_decide
    from counter.acts.approval.deciding import decide_batch as approval_decide_batch
    from counter.acts.approval.deciding import receive as approval_receive
    from counter.acts.approval.desk_list import listed as approval_list
    from counter.acts.approval.desk_list import shown as approval_show
    from counter.acts.approval.desk_list import progress as case_progress
    from counter.acts.approval.explaining import explain as approval_explain
    from counter.acts.approval.explaining import print_explanation as approval_print_explanation
    from counter.acts.approval.explaining import explain_case as case_explain
    from counter.acts.approval.gathering import gather as approval_gather
    from counter.acts.approval.gathering import gathered as approval_gathered
    from counter.acts.approval.gathering import reasons as approval_reasons
    from counter.acts.approval.hearings import ask as approval_ask_hearing
    from counter.acts.approval.hearings import shown as approval_hearing
    from counter.acts.approval.hearings import record as approval_record_hearing
    from counter.acts.approval.hearings import set_day as approval_set_hearing
    from counter.acts.approval.hearings import tell as approval_tell_hearing
    from counter.acts.approval.hearings import waive as approval_waive_hearing
    from counter.acts.approval.interested import hear as approval_hear_interested
    from counter.acts.approval.interested import shown as approval_interested
    from counter.acts.approval.interested import name as approval_name_interested
    from counter.acts.approval.interested import remove as approval_remove_interested
    from counter.acts.approval.interested import tell as approval_tell_interested
    from counter.acts.approval.on_the_spot import decide_here as approval_decide_here
    from counter.acts.approval.on_the_spot import decidable_here as case_decidable_here
    from counter.acts.approval.on_the_spot import decide_case_here as case_decide_here
    from counter.acts.approval.opinions import opinion as approval_opinion
    from counter.acts.approval.opinions import opinions as approval_opinions
    from counter.acts.approval.opinions import pass_up as approval_pass_up
    from counter.acts.approval.pressing import account as approval_account
    from counter.acts.approval.pressing import remind as approval_remind
    from counter.acts.approval.pressing import remind_desk as approval_remind_desk
    from counter.acts.approval.pressing import reminders as approval_reminders
    from counter.acts.approval.recalls import recall as approval_recall
    from counter.acts.approval.recalls import withdraw as approval_withdraw
    from counter.acts.approval.revoking import deregister as approval_deregister
    from counter.acts.approval.revoking import revoke as approval_revoke
    from counter.acts.approval.second_officer import agree as approval_agree
    from counter.acts.approval.second_officer import propose as approval_propose
    from counter.acts.approval.second_officer import send_back as approval_return
    from counter.acts.approval.second_officer import listed as approval_reviews
    from counter.acts.approval.second_officer import unpropose as approval_unpropose
    from counter.acts.approval.supplements import ask as approval_ask
    from counter.acts.approval.supplements import rounds as approval_rounds
    from counter.acts.approval.supplements import unask as approval_unask
    from counter.acts.approval.supplements import bring as case_bring
    from counter.acts.approval.timing import extend as approval_extend
    from counter.acts.approval.timing import grounds as approval_grounds
    from counter.acts.approval.timing import pause as approval_pause
    from counter.acts.approval.timing import pause_longer as approval_pause_longer
    from counter.acts.approval.timing import resume as approval_resume
    from counter.acts.calendar.arrangements import diff as calendar_diff
    from counter.acts.calendar.arrangements import count_due as calendar_due
    from counter.acts.calendar.arrangements import hours as calendar_hours
    from counter.acts.calendar.arrangements import load as calendar_load
    from counter.acts.calendar.arrangements import overlay as calendar_overlay
    from counter.acts.calendar.arrangements import years as calendar_years
    from counter.acts.calendar.clock_runs import run as clock_run
    from counter.acts.calendar.clock_runs import runs as clock_runs
    from counter.acts.calendar.clock_runs import seen as clock_seen
    from counter.acts.calendar.clock_runs import take_back as clock_take_back
    from counter.acts.calendar.clocks import catch_up as clock_catch_up
    from counter.acts.calendar.clocks import warnings as clock_warnings
    from counter.acts.calendar.doubt import confirm as clock_confirm
    from counter.acts.calendar.doubt import notice as clock_notice
    from counter.acts.calendar.doubt import state as clock_state
    from counter.acts.calendar.kept import hours_list as calendar_hours_list
    from counter.acts.calendar.kept import own_days as calendar_own_days
    from counter.acts.case.accepting import accept as case_accept
    from counter.acts.case.applicants import add_person as person_add
    from counter.acts.case.applicants import correct_person as person_correct
    from counter.acts.case.applicants import set_credit as person_credit
    from counter.acts.case.applicants import looks as person_looks
    from counter.acts.case.applicants import merge_people as person_merge
    from counter.acts.case.applicants import search_people as person_search
    from counter.acts.case.applicants import show_person as person_show
    from counter.acts.case.attachments import attach as case_attach
    from counter.acts.case.attachments import detach as case_detach
    from counter.acts.case.attachments import read_file as case_file
    from counter.acts.case.attachments import list_files as case_files
    from counter.acts.case.attachments import scans as case_scans
    from counter.acts.case.attachments import sweep as hall_sweep_files
    from counter.acts.case.barring import bars_of as person_bars
    from counter.acts.case.barring import lift_bar as person_lift_bar
    from counter.acts.case.case_list import changes as case_changes
    from counter.acts.case.case_list import list_cases as case_list
    from counter.acts.case.casebook import show_set as case_set
    from counter.acts.case.casebook import show_case as case_show
    from counter.acts.case.documents import all_here as case_all_here
    from counter.acts.case.documents import document as case_document
    from counter.acts.case.documents import give_back as case_give_back
    from counter.acts.case.form import field as case_field
    from counter.acts.case.form import fill as case_fill
    from counter.acts.case.form import show_form as case_form
    from counter.acts.case.form import print_form as case_print_form
    from counter.acts.case.history import history as case_history
    from counter.acts.case.joint import extend as case_extend
    from counter.acts.case.lapses import end_at_a_desk as approval_end_tolerance
    from counter.acts.case.lapses import end_tolerance as case_end_tolerance
    from counter.acts.case.lapses import extend_tolerance as case_extend_tolerance
    from counter.acts.case.my_list import open_list as case_open_list
    from counter.acts.case.my_list import read_my_list as case_read_list
    from counter.acts.case.opening import answer as case_answer
    from counter.acts.case.opening import add_item as case_item
    from counter.acts.case.opening import open_case as case_open
    from counter.acts.case.opening import tie as case_tie
    from counter.acts.case.outcomes import correct as case_correct
    from counter.acts.case.outcomes import no_permit_needed as case_no_permit_needed
    from counter.acts.case.outcomes import not_competent as case_not_competent
    from counter.acts.case.outcomes import refuse as case_refuse
    from counter.acts.case.outcomes import withdraw as case_withdraw
    from counter.acts.case.outstanding import urge as case_urge
    from counter.acts.case.outstanding import listed as report_owed
    from counter.acts.case.parties import applicant as case_applicant
    from counter.acts.case.parties import show_parties as case_parties
    from counter.acts.case.prepared import open_prepared as case_open_prepared
    from counter.acts.case.prepared import unsorted as case_unsorted
    from counter.acts.case.preview import plan_case as case_plan
    from counter.acts.case.receiving import receive as case_receive
    from counter.acts.case.succession import succeed as case_succeed
    from counter.acts.case.telling import answer_notice as case_answer_notice
    from counter.acts.case.telling import draft_notice as case_draft_notice
    from counter.acts.case.telling import notify as case_notify
    from counter.acts.case.untruth import refuse_false_at_a_desk as approval_refuse_false
    from counter.acts.case.untruth import refuse_barred as case_refuse_barred
    from counter.acts.case.untruth import refuse_false as case_refuse_false
    from counter.acts.catalogue.beside import beside as catalogue_finding
    from counter.acts.catalogue.browsing import browse as catalogue_browse
    from counter.acts.catalogue.browsing import find as catalogue_find
    from counter.acts.catalogue.browsing import in_group as catalogue_in_group
    from counter.acts.catalogue.changing import agree as catalogue_agree_change
    from counter.acts.catalogue.changing import change as catalogue_change
    from counter.acts.catalogue.changing import changes_of as catalogue_changes
    from counter.acts.catalogue.changing import fields as catalogue_fields
    from counter.acts.catalogue.changing import send_back as catalogue_return_change
    from counter.acts.catalogue.changing import take_back as catalogue_take_back_change
    from counter.acts.catalogue.changing import turn as catalogue_turn
    from counter.acts.catalogue.changing import would_change as catalogue_would_change
    from counter.acts.catalogue.cloning import import_ as catalogue_import
    from counter.acts.catalogue.comparing import compare as catalogue_compare
    from counter.acts.catalogue.document_list import paper as catalogue_paper
    from counter.acts.catalogue.document_list import papers as catalogue_papers
    from counter.acts.catalogue.document_list import set_papers as catalogue_set_papers
    from counter.acts.catalogue.guessing import guess as catalogue_guess
    from counter.acts.catalogue.guessing import survey as catalogue_survey
    from counter.acts.catalogue.guides import items_of as catalogue_items
    from counter.acts.catalogue.guides import items_by_document as catalogue_items_by_document
    from counter.acts.catalogue.guides import items_by_law as catalogue_items_by_law
    from counter.acts.catalogue.guides import place as catalogue_place
    from counter.acts.catalogue.guides import places as catalogue_places
    from counter.acts.catalogue.guides import published as catalogue_published
    from counter.acts.catalogue.guides import compare_versions as item_compare
    from counter.acts.catalogue.guides import show_item as item_show
    from counter.acts.catalogue.guides import versions as item_versions
    from counter.acts.catalogue.handouts import hand_out_place as catalogue_hand_out
    from counter.acts.catalogue.handouts import hand_out_guide as item_hand_out
    from counter.acts.catalogue.item_forms import attach_form as form_attach
    from counter.acts.catalogue.item_forms import forms as form_list
    from counter.acts.catalogue.item_forms import remove_form as form_remove
    from counter.acts.catalogue.listening import forget as catalogue_forget_missed
    from counter.acts.catalogue.listening import listed as catalogue_missed
    from counter.acts.catalogue.listening import note_missed as catalogue_note_missed
    from counter.acts.catalogue.listening import say_for as catalogue_say_for
    from counter.acts.catalogue.listening import synonyms as catalogue_synonyms
    from counter.acts.catalogue.listening import unsay as catalogue_unsay
    from counter.acts.catalogue.loading import bundle_items as bundle_items
    from counter.acts.catalogue.loading import list_bundles as bundle_list
    from counter.acts.catalogue.loading import index as catalogue_index
    from counter.acts.catalogue.loading import search as catalogue_search
    from counter.acts.catalogue.loading import version as catalogue_version
    from counter.acts.catalogue.mending import accept as catalogue_accept
    from counter.acts.catalogue.mending import edit as catalogue_edit
    from counter.acts.catalogue.mending import postpone as catalogue_postpone
    from counter.acts.catalogue.standardising import check as catalogue_check
    from counter.acts.delivery.handover import slips as slip_list
    from counter.acts.delivery.handover import receive as slip_receive
    from counter.acts.delivery.rating import rate_case as case_rate
    from counter.acts.delivery.rating import rate_visit as rating_visit
    from counter.acts.delivery.rating_tasks import answer as rating_answer
    from counter.acts.delivery.rating_tasks import appeal as rating_appeal
    from counter.acts.delivery.rating_tasks import put_right as rating_put_right
    from counter.acts.delivery.rating_tasks import reach as rating_reach
    from counter.acts.delivery.rating_tasks import tasks as rating_tasks
    from counter.acts.delivery.serving import deliver_one as approval_deliver
    from counter.acts.delivery.serving import code as case_code
    from counter.acts.delivery.serving import deliver as case_deliver
    from counter.acts.delivery.telling import post as case_post
    from counter.acts.delivery.telling import begin_sending as case_post_begin
    from counter.acts.delivery.telling import end_sending as case_post_end
    from counter.acts.delivery.telling import stop as case_stop_telling
    from counter.acts.delivery.telling import subscribe as case_tell
    from counter.acts.delivery.telling import listed as case_told
    from counter.acts.directory.links import add as link_add
    from counter.acts.directory.links import categories as link_categories
    from counter.acts.directory.links import change as link_change
    from counter.acts.directory.links import listed_links as link_list
    from counter.acts.directory.links import note_checks as link_note_checks
    from counter.acts.directory.links import restore as link_restore
    from counter.acts.directory.links import retire as link_retire
    from counter.acts.directory.links import show as link_show
    from counter.acts.directory.loading import load as link_load
    from counter.acts.directory.loading import would_load as link_would_load
    from counter.acts.directory.posts import correct as post_correct
    from counter.acts.directory.posts import kinds as post_kinds
    from counter.acts.directory.posts import listed_posts as post_list
    from counter.acts.directory.posts import show as post_show
    from counter.acts.directory.posts import withdraw as post_withdraw
    from counter.acts.directory.posts import write as post_write
    from counter.acts.inbox.review import answer as inbox_answer
    from counter.acts.inbox.review import judge as inbox_judge
    from counter.acts.inbox.taking_in import read_file as inbox_file
    from counter.acts.inbox.taking_in import listed as inbox_list
    from counter.acts.inbox.taking_in import refuse as inbox_refuse
    from counter.acts.inbox.taking_in import show as inbox_show
    from counter.acts.inbox.taking_in import take_entry as inbox_take
    from counter.acts.inbox.taking_in import use as inbox_use
    from counter.acts.inbox.taking_in import take_wish as inbox_wish
    from counter.acts.paper.printing import content as paper_content
    from counter.acts.paper.printing import copies as paper_copies
    from counter.acts.paper.printing import of_case as paper_list
    from counter.acts.paper.printing import set_printer as paper_printer
    from counter.acts.paper.printing import reprint as paper_reprint
    from counter.acts.paper.printing import test_page as paper_test
    from counter.acts.paper.printing import unprinted as paper_unprinted
    from counter.acts.paper.printing import void as paper_void
    from counter.acts.paper.remedies import set_remedies as department_remedies
    from counter.acts.paper.remedies import remedy_list as department_remedy_list
    from counter.acts.paper.serving import serve as notice_serve
    from counter.acts.paper.serving import service as notice_service
    from counter.acts.paper.serving import large_print as ticket_large_print
    from counter.acts.paper.verify import verify as paper_verify
    from counter.acts.premises.arranging import set_department as department_set
    from counter.acts.premises.arranging import premises as hall_premises
    from counter.acts.premises.arranging import set_queue as queue_set
    from counter.acts.premises.arranging import set_station as station_set
    from counter.acts.premises.arranging import set_window as window_set
    from counter.acts.premises.beginning import beginning as hall_beginning
    from counter.acts.premises.beginning import confirm_sheet as hall_confirm_sheet
    from counter.acts.premises.beginning import first_administrator as hall_first_administrator
    from counter.acts.premises.beginning import name as hall_name
    from counter.acts.premises.beginning import try_out as hall_try_out
    from counter.acts.premises.checking import check as hall_check
    from counter.acts.premises.closing import close_desk as desk_close
    from counter.acts.premises.closing import set_desk as desk_set
    from counter.acts.premises.closing import close_queue as queue_close
    from counter.acts.premises.closing import close_station as station_close
    from counter.acts.premises.closing import close_window as window_close
    from counter.acts.premises.contact import contact as hall_contact
    from counter.acts.premises.contact import shown as hall_contact_shown
    from counter.acts.premises.copies import arrange as backup_arrange
    from counter.acts.premises.copies import clear as backup_clear
    from counter.acts.premises.copies import listed as backup_list
    from counter.acts.premises.copies import keep as backup_make
    from counter.acts.premises.copies import planned as backup_plan
    from counter.acts.premises.copies import proven as backup_prove
    from counter.acts.premises.copies import wish as backup_wish
    from counter.acts.premises.keys import compare as key_compare
    from counter.acts.premises.keys import prove as key_prove
    from counter.acts.premises.keys import rotate as key_rotate
    from counter.acts.premises.keys import sheet as key_sheet
    from counter.acts.premises.keys import state as key_state
    from counter.acts.premises.planning import arrange as hall_arrange
    from counter.acts.premises.policy import settings_seen as hall_settings_seen
    from counter.acts.premises.policy import told as hall_told
    from counter.acts.premises.policy import compare as policy_compare
    from counter.acts.premises.policy import history as policy_history
    from counter.acts.premises.policy import list_values as policy_list
    from counter.acts.premises.policy import load as policy_load
    from counter.acts.premises.policy import reset as policy_reset
    from counter.acts.premises.policy import set_value as policy_set
    from counter.acts.premises.printers import add_printer as printer_add
    from counter.acts.premises.printers import change_printer as printer_change
    from counter.acts.premises.printers import print_elsewhere as printer_elsewhere
    from counter.acts.premises.printers import printers as printer_list
    from counter.acts.premises.printers import restore_printer as printer_restore
    from counter.acts.premises.printers import retire_printer as printer_retire
    from counter.acts.premises.printers import test_printer as printer_test
    from counter.acts.premises.rooms import departments as department_list
    from counter.acts.premises.rooms import desks as desk_list
    from counter.acts.premises.rooms import queues as queue_list
    from counter.acts.premises.rooms import stations as station_list
    from counter.acts.premises.rooms import windows as window_list
    from counter.acts.premises.state import mend_rights as hall_mend_rights
    from counter.acts.premises.state import state as hall_state
    from counter.acts.premises.training import equip as hall_equip
    from counter.acts.premises.training import train as hall_train
    from counter.acts.proof.heads import head as proof_head
    from counter.acts.proof.heads import keyed as proof_keyed
    from counter.acts.proof.heads import restored as proof_restored
    from counter.acts.queue.appointments import book as ticket_book
    from counter.acts.queue.appointments import slots as ticket_slots
    from counter.acts.queue.appointments import unbook as ticket_unbook
    from counter.acts.queue.calling import call as ticket_call
    from counter.acts.queue.calling import pick as ticket_pick
    from counter.acts.queue.calling import recall as ticket_recall
    from counter.acts.queue.crowd import decide_all as day_decide_all
    from counter.acts.queue.crowd import move as queue_move
    from counter.acts.queue.crowd import move_back as queue_move_back
    from counter.acts.queue.crowd import last_move as queue_moved
    from counter.acts.queue.day import close as day_close
    from counter.acts.queue.day import decide as day_decide
    from counter.acts.queue.day import errors as day_errors
    from counter.acts.queue.day import begin as day_open
    from counter.acts.queue.day import purge as day_purge
    from counter.acts.queue.day import resume as day_resume
    from counter.acts.queue.day import show as day_show
    from counter.acts.queue.day import stop as day_stop
    from counter.acts.queue.day import totals as day_totals
    from counter.acts.queue.from_home import cancel as booking_cancel
    from counter.acts.queue.from_home import check_in as booking_check_in
    from counter.acts.queue.from_home import of_day as booking_day
    from counter.acts.queue.from_home import miss as booking_miss
    from counter.acts.queue.from_home import show as booking_show
    from counter.acts.queue.moving import absent as ticket_absent
    from counter.acts.queue.moving import back as ticket_back
    from counter.acts.queue.moving import finish as ticket_finish
    from counter.acts.queue.moving import hold as ticket_hold
    from counter.acts.queue.moving import leave as ticket_leave
    from counter.acts.queue.moving import people as ticket_people
    from counter.acts.queue.moving import release as ticket_release
    from counter.acts.queue.moving import start as ticket_start
    from counter.acts.queue.moving import step_out as ticket_step_out
    from counter.acts.queue.moving import transfer as ticket_transfer
    from counter.acts.queue.moving import void as ticket_void
    from counter.acts.queue.overview import board as call_board
    from counter.acts.queue.overview import recent as call_recent
    from counter.acts.queue.overview import current as ticket_current
    from counter.acts.queue.overview import listed as ticket_list
    from counter.acts.queue.overview import coming as ticket_next
    from counter.acts.queue.overview import written_order as ticket_order
    from counter.acts.queue.overview import queues as ticket_queues
    from counter.acts.queue.overview import show as ticket_show
    from counter.acts.queue.speaking import end_announcement as announcement_end
    from counter.acts.queue.speaking import announcements as announcement_list
    from counter.acts.queue.speaking import put_announcement as announcement_put
    from counter.acts.queue.speaking import ticket_language as ticket_language
    from counter.acts.queue.stuck import enter as ticket_enter
    from counter.acts.queue.stuck import stuck as ticket_stuck
    from counter.acts.queue.taking import take as ticket_take
    from counter.acts.queue.told_by import told_by as queue_told_by
    from counter.acts.report.alerts import answer as alert_answer
    from counter.acts.report.alerts import answers as alert_answers
    from counter.acts.report.alerts import ask_again as alert_ask_again
    from counter.acts.report.auditing import entries as journal_audit
    from counter.acts.report.auditing import who_looked as journal_who_looked
    from counter.acts.report.evidence import behind as report_behind
    from counter.acts.report.exporting import export as report_export
    from counter.acts.report.figures import of_day as report_day
    from counter.acts.report.figures import departments as report_departments
    from counter.acts.report.figures import now as report_now
    from counter.acts.report.figures import of_span as report_span
    from counter.acts.report.floor import floor as report_floor
    from counter.acts.report.floor import group as report_group
    from counter.acts.report.keeping import keep as report_keep
    from counter.acts.report.live import live_hall as report_live
    from counter.acts.report.looked_at import looked_at as report_figures
    from counter.acts.report.looked_at import own as report_own
    from counter.acts.report.looking import entries as journal_list
    from counter.acts.report.looking import looks as journal_looks
    from counter.acts.report.looking import refused_looks as journal_refused_looks
    from counter.acts.report.looking import statements as journal_statements
    from counter.acts.report.month import of_month as report_month
    from counter.acts.report.replay import replay as report_replay
    from counter.acts.report.rostering import day_played as report_played
    from counter.acts.report.rostering import coming as roster_coming
    from counter.acts.report.rostering import expected as roster_expected
    from counter.acts.report.rostering import save as roster_save
    from counter.acts.report.rostering import show as roster_show
    from counter.acts.report.rows import rows as report_rows
    from counter.acts.report.savings import adopt as catalogue_adopt
    from counter.acts.report.savings import savings as report_savings
    from counter.acts.staff.accounts import actor_of as staff_actor
    from counter.acts.staff.accounts import add_staff as staff_add
    from counter.acts.staff.accounts import away as staff_away
    from counter.acts.staff.accounts import back as staff_back
    from counter.acts.staff.accounts import list_staff as staff_list
    from counter.acts.staff.accounts import set_password as staff_password
    from counter.acts.staff.accounts import retire as staff_retire
    from counter.acts.staff.accounts import sign_in as staff_sign_in
    from counter.acts.staff.accounts import sign_out as staff_sign_out
    from counter.acts.staff.people import acts_of as staff_acts
    from counter.acts.staff.people import change as staff_change
    from counter.acts.staff.people import end as staff_end
    from counter.acts.staff.people import expire as staff_expire
    from counter.acts.staff.people import here as staff_here
    from counter.acts.staff.people import people as staff_people
    from counter.acts.staff.people import sign_out_other as staff_sign_out_other
    from counter.acts.staff.recovering import recover as staff_recover
    from counter.acts.staff.recovering import recoveries as staff_recoveries
    from counter.acts.staff.recovering import recoveries_seen as staff_recoveries_seen
    from counter.acts.staff.relieving import relieve as staff_relieve
    from counter.acts.staff.words import call as staff_call
    from counter.acts.staff.words import call_off as staff_call_off
    from counter.acts.staff.words import called as staff_called
    from counter.acts.staff.words import heard as staff_heard
    from counter.acts.staff.words import told as staff_told
    from counter.acts.undo import last as act_last
    from counter.acts.undo import undo as act_undo
    from counter.acts.window.find import case_seen as window_case
    from counter.acts.window.find import find as window_find
    from counter.acts.window.find import papers_of as window_papers
    from counter.acts.window.matters import matters as window_matters
    from counter.acts.window.overview import show as window_show
    from counter.acts.window.overview import targets as window_targets
    from counter.acts.window.people import find_at_desk as approval_find
    from counter.acts.window.people import cases_listed as window_cases
    from counter.acts.window.people import person_seen as window_person
    from counter.acts.window.running import lend as window_lend
    from counter.acts.window.running import loans as window_loans
    from counter.acts.window.running import resume as window_open
    from counter.acts.window.running import pause as window_pause
    from counter.acts.window.running import take_back as window_take_back
    from counter.acts.window.turning import heard as window_heard
    from counter.acts.window.turning import night as window_night
    from counter.acts.window.turning import turn as window_turn

__all__ = [
    "ROOMS",
    "act_last",
    "act_undo",
    "alert_answer",
    "alert_answers",
    "alert_ask_again",
    "announcement_end",
    "announcement_list",
    "announcement_put",
    "approval_able",
    "approval_account",
    "approval_agree",
    "approval_ask",
    "approval_ask_hearing",
    "approval_assign",
    "approval_consider",
    "approval_decide",
    "approval_decide_batch",
    "approval_decide_here",
    "approval_deliver",
    "approval_deregister",
    "approval_desk",
    "approval_end_tolerance",
    "approval_explain",
    "approval_extend",
    "approval_find",
    "approval_gather",
    "approval_gathered",
    "approval_grounds",
    "approval_hand_over",
    "approval_hear_interested",
    "approval_hearing",
    "approval_interested",
    "approval_list",
    "approval_may",
    "approval_name_interested",
    "approval_opinion",
    "approval_opinions",
    "approval_pass_up",
    "approval_pause",
    "approval_pause_longer",
    "approval_print_explanation",
    "approval_propose",
    "approval_put_back",
    "approval_reasons",
    "approval_recall",
    "approval_receive",
    "approval_record_hearing",
    "approval_refuse_false",
    "approval_remind",
    "approval_remind_desk",
    "approval_reminders",
    "approval_remove_interested",
    "approval_resume",
    "approval_return",
    "approval_reviews",
    "approval_revoke",
    "approval_rounds",
    "approval_set_hearing",
    "approval_show",
    "approval_take",
    "approval_tell_hearing",
    "approval_tell_interested",
    "approval_unask",
    "approval_unpropose",
    "approval_waive_hearing",
    "approval_withdraw",
    "backup_arrange",
    "backup_clear",
    "backup_list",
    "backup_make",
    "backup_plan",
    "backup_prove",
    "backup_wish",
    "booking_cancel",
    "booking_check_in",
    "booking_day",
    "booking_miss",
    "booking_show",
    "bundle_items",
    "bundle_list",
    "calendar_diff",
    "calendar_due",
    "calendar_hours",
    "calendar_hours_list",
    "calendar_load",
    "calendar_overlay",
    "calendar_own_days",
    "calendar_years",
    "call_board",
    "call_recent",
    "case_accept",
    "case_all_here",
    "case_amend",
    "case_answer",
    "case_answer_notice",
    "case_applicant",
    "case_attach",
    "case_bring",
    "case_changes",
    "case_code",
    "case_correct",
    "case_decidable_here",
    "case_decide_here",
    "case_deliver",
    "case_detach",
    "case_document",
    "case_draft_notice",
    "case_end_tolerance",
    "case_explain",
    "case_extend",
    "case_extend_tolerance",
    "case_field",
    "case_file",
    "case_files",
    "case_fill",
    "case_form",
    "case_give_back",
    "case_history",
    "case_item",
    "case_list",
    "case_no_permit_needed",
    "case_not_competent",
    "case_notify",
    "case_open",
    "case_open_list",
    "case_open_prepared",
    "case_parties",
    "case_plan",
    "case_post",
    "case_post_begin",
    "case_post_end",
    "case_print_form",
    "case_progress",
    "case_rate",
    "case_read_list",
    "case_receive",
    "case_refuse",
    "case_refuse_barred",
    "case_refuse_false",
    "case_scans",
    "case_set",
    "case_show",
    "case_stop_telling",
    "case_succeed",
    "case_tell",
    "case_tie",
    "case_told",
    "case_unsorted",
    "case_urge",
    "case_withdraw",
    "catalogue_accept",
    "catalogue_adopt",
    "catalogue_agree_change",
    "catalogue_browse",
    "catalogue_change",
    "catalogue_changes",
    "catalogue_check",
    "catalogue_compare",
    "catalogue_edit",
    "catalogue_fields",
    "catalogue_find",
    "catalogue_finding",
    "catalogue_forget_missed",
    "catalogue_guess",
    "catalogue_hand_out",
    "catalogue_import",
    "catalogue_in_group",
    "catalogue_index",
    "catalogue_items",
    "catalogue_items_by_document",
    "catalogue_items_by_law",
    "catalogue_missed",
    "catalogue_note_missed",
    "catalogue_paper",
    "catalogue_papers",
    "catalogue_place",
    "catalogue_places",
    "catalogue_postpone",
    "catalogue_published",
    "catalogue_return_change",
    "catalogue_say_for",
    "catalogue_search",
    "catalogue_set_papers",
    "catalogue_survey",
    "catalogue_synonyms",
    "catalogue_take_back_change",
    "catalogue_turn",
    "catalogue_unsay",
    "catalogue_version",
    "catalogue_would_change",
    "clock_catch_up",
    "clock_confirm",
    "clock_notice",
    "clock_run",
    "clock_runs",
    "clock_seen",
    "clock_state",
    "clock_take_back",
    "clock_warnings",
    "day_close",
    "day_decide",
    "day_decide_all",
    "day_errors",
    "day_open",
    "day_purge",
    "day_resume",
    "day_show",
    "day_stop",
    "day_totals",
    "department_list",
    "department_remedies",
    "department_remedy_list",
    "department_set",
    "desk_close",
    "desk_list",
    "desk_set",
    "form_attach",
    "form_list",
    "form_remove",
    "hall_arrange",
    "hall_beginning",
    "hall_check",
    "hall_confirm_sheet",
    "hall_contact",
    "hall_contact_shown",
    "hall_equip",
    "hall_first_administrator",
    "hall_mend_rights",
    "hall_name",
    "hall_premises",
    "hall_settings_seen",
    "hall_state",
    "hall_sweep_files",
    "hall_told",
    "hall_train",
    "hall_try_out",
    "inbox_answer",
    "inbox_file",
    "inbox_judge",
    "inbox_list",
    "inbox_refuse",
    "inbox_show",
    "inbox_take",
    "inbox_use",
    "inbox_wish",
    "item_compare",
    "item_hand_out",
    "item_show",
    "item_versions",
    "journal_audit",
    "journal_list",
    "journal_looks",
    "journal_refused_looks",
    "journal_statements",
    "journal_who_looked",
    "key_compare",
    "key_prove",
    "key_rotate",
    "key_sheet",
    "key_state",
    "link_add",
    "link_categories",
    "link_change",
    "link_list",
    "link_load",
    "link_note_checks",
    "link_restore",
    "link_retire",
    "link_show",
    "link_would_load",
    "notice_serve",
    "notice_service",
    "paper_content",
    "paper_copies",
    "paper_list",
    "paper_printer",
    "paper_reprint",
    "paper_test",
    "paper_unprinted",
    "paper_verify",
    "paper_void",
    "person_add",
    "person_bars",
    "person_correct",
    "person_credit",
    "person_lift_bar",
    "person_looks",
    "person_merge",
    "person_search",
    "person_show",
    "policy_compare",
    "policy_history",
    "policy_list",
    "policy_load",
    "policy_reset",
    "policy_set",
    "post_correct",
    "post_kinds",
    "post_list",
    "post_show",
    "post_withdraw",
    "post_write",
    "printer_add",
    "printer_change",
    "printer_elsewhere",
    "printer_list",
    "printer_restore",
    "printer_retire",
    "printer_test",
    "proof_head",
    "proof_keyed",
    "proof_restored",
    "queue_close",
    "queue_list",
    "queue_move",
    "queue_move_back",
    "queue_moved",
    "queue_set",
    "queue_told_by",
    "rating_answer",
    "rating_appeal",
    "rating_put_right",
    "rating_reach",
    "rating_tasks",
    "rating_visit",
    "report_behind",
    "report_day",
    "report_departments",
    "report_export",
    "report_figures",
    "report_floor",
    "report_group",
    "report_keep",
    "report_live",
    "report_month",
    "report_now",
    "report_owed",
    "report_own",
    "report_played",
    "report_replay",
    "report_rows",
    "report_savings",
    "report_span",
    "roster_coming",
    "roster_expected",
    "roster_save",
    "roster_show",
    "slip_list",
    "slip_receive",
    "staff_actor",
    "staff_acts",
    "staff_add",
    "staff_away",
    "staff_back",
    "staff_call",
    "staff_call_off",
    "staff_called",
    "staff_change",
    "staff_end",
    "staff_expire",
    "staff_heard",
    "staff_here",
    "staff_list",
    "staff_password",
    "staff_people",
    "staff_recover",
    "staff_recoveries",
    "staff_recoveries_seen",
    "staff_relieve",
    "staff_retire",
    "staff_sign_in",
    "staff_sign_out",
    "staff_sign_out_other",
    "staff_told",
    "station_close",
    "station_list",
    "station_set",
    "ticket_absent",
    "ticket_back",
    "ticket_book",
    "ticket_call",
    "ticket_current",
    "ticket_enter",
    "ticket_finish",
    "ticket_hold",
    "ticket_language",
    "ticket_large_print",
    "ticket_leave",
    "ticket_list",
    "ticket_next",
    "ticket_order",
    "ticket_people",
    "ticket_pick",
    "ticket_queues",
    "ticket_recall",
    "ticket_release",
    "ticket_show",
    "ticket_slots",
    "ticket_start",
    "ticket_step_out",
    "ticket_stuck",
    "ticket_take",
    "ticket_transfer",
    "ticket_unbook",
    "ticket_void",
    "window_case",
    "window_cases",
    "window_close",
    "window_find",
    "window_heard",
    "window_lend",
    "window_list",
    "window_loans",
    "window_matters",
    "window_night",
    "window_open",
    "window_papers",
    "window_pause",
    "window_person",
    "window_set",
    "window_show",
    "window_take_back",
    "window_targets",
    "window_turn",
]

ROOMS: dict[str, str] = {
    "act.last": "counter.acts.undo",
    "act.undo": "counter.acts.undo",
    "alert.answer": "counter.acts.report.alerts",
    "alert.answers": "counter.acts.report.alerts",
    "alert.ask-again": "counter.acts.report.alerts",
    "announcement.end": "counter.acts.queue.speaking",
    "announcement.list": "counter.acts.queue.speaking",
    "announcement.put": "counter.acts.queue.speaking",
    "approval.able": "counter.acts.approval.considering",
    "approval.account": "counter.acts.approval.pressing",
    "approval.agree": "counter.acts.approval.second_officer",
    "approval.ask": "counter.acts.approval.supplements",
    "approval.ask-hearing": "counter.acts.approval.hearings",
    "approval.assign": "counter.acts.approval.assigning",
    "approval.consider": "counter.acts.approval.considering",
    "approval.decide": "counter.acts.approval.deciding",
    "approval.decide-batch": "counter.acts.approval.deciding",
    "approval.decide-here": "counter.acts.approval.on_the_spot",
    "approval.deliver": "counter.acts.delivery.serving",
    "approval.deregister": "counter.acts.approval.revoking",
    "approval.desk": "counter.acts.approval.assigning",
    "approval.end-tolerance": "counter.acts.case.lapses",
    "approval.explain": "counter.acts.approval.explaining",
    "approval.extend": "counter.acts.approval.timing",
    "approval.find": "counter.acts.window.people",
    "approval.gather": "counter.acts.approval.gathering",
    "approval.gathered": "counter.acts.approval.gathering",
    "approval.grounds": "counter.acts.approval.timing",
    "approval.hand-over": "counter.acts.approval.assigning",
    "approval.hear-interested": "counter.acts.approval.interested",
    "approval.hearing": "counter.acts.approval.hearings",
    "approval.interested": "counter.acts.approval.interested",
    "approval.list": "counter.acts.approval.desk_list",
    "approval.may": "counter.acts.approval.considering",
    "approval.name-interested": "counter.acts.approval.interested",
    "approval.opinion": "counter.acts.approval.opinions",
    "approval.opinions": "counter.acts.approval.opinions",
    "approval.pass-up": "counter.acts.approval.opinions",
    "approval.pause": "counter.acts.approval.timing",
    "approval.pause-longer": "counter.acts.approval.timing",
    "approval.print-explanation": "counter.acts.approval.explaining",
    "approval.propose": "counter.acts.approval.second_officer",
    "approval.put-back": "counter.acts.approval.assigning",
    "approval.reasons": "counter.acts.approval.gathering",
    "approval.recall": "counter.acts.approval.recalls",
    "approval.receive": "counter.acts.approval.deciding",
    "approval.record-hearing": "counter.acts.approval.hearings",
    "approval.refuse-false": "counter.acts.case.untruth",
    "approval.remind": "counter.acts.approval.pressing",
    "approval.remind-desk": "counter.acts.approval.pressing",
    "approval.reminders": "counter.acts.approval.pressing",
    "approval.remove-interested": "counter.acts.approval.interested",
    "approval.resume": "counter.acts.approval.timing",
    "approval.return": "counter.acts.approval.second_officer",
    "approval.reviews": "counter.acts.approval.second_officer",
    "approval.revoke": "counter.acts.approval.revoking",
    "approval.rounds": "counter.acts.approval.supplements",
    "approval.set-hearing": "counter.acts.approval.hearings",
    "approval.show": "counter.acts.approval.desk_list",
    "approval.take": "counter.acts.approval.assigning",
    "approval.tell-hearing": "counter.acts.approval.hearings",
    "approval.tell-interested": "counter.acts.approval.interested",
    "approval.unask": "counter.acts.approval.supplements",
    "approval.unpropose": "counter.acts.approval.second_officer",
    "approval.waive-hearing": "counter.acts.approval.hearings",
    "approval.withdraw": "counter.acts.approval.recalls",
    "backup.arrange": "counter.acts.premises.copies",
    "backup.clear": "counter.acts.premises.copies",
    "backup.list": "counter.acts.premises.copies",
    "backup.make": "counter.acts.premises.copies",
    "backup.plan": "counter.acts.premises.copies",
    "backup.prove": "counter.acts.premises.copies",
    "backup.wish": "counter.acts.premises.copies",
    "booking.cancel": "counter.acts.queue.from_home",
    "booking.check-in": "counter.acts.queue.from_home",
    "booking.day": "counter.acts.queue.from_home",
    "booking.miss": "counter.acts.queue.from_home",
    "booking.show": "counter.acts.queue.from_home",
    "bundle.items": "counter.acts.catalogue.loading",
    "bundle.list": "counter.acts.catalogue.loading",
    "calendar.diff": "counter.acts.calendar.arrangements",
    "calendar.due": "counter.acts.calendar.arrangements",
    "calendar.hours": "counter.acts.calendar.arrangements",
    "calendar.hours-list": "counter.acts.calendar.kept",
    "calendar.load": "counter.acts.calendar.arrangements",
    "calendar.overlay": "counter.acts.calendar.arrangements",
    "calendar.own-days": "counter.acts.calendar.kept",
    "calendar.years": "counter.acts.calendar.arrangements",
    "call.board": "counter.acts.queue.overview",
    "call.recent": "counter.acts.queue.overview",
    "case.accept": "counter.acts.case.accepting",
    "case.all-here": "counter.acts.case.documents",
    "case.amend": "counter.acts.approval.amending",
    "case.answer": "counter.acts.case.opening",
    "case.answer-notice": "counter.acts.case.telling",
    "case.applicant": "counter.acts.case.parties",
    "case.attach": "counter.acts.case.attachments",
    "case.bring": "counter.acts.approval.supplements",
    "case.changes": "counter.acts.case.case_list",
    "case.code": "counter.acts.delivery.serving",
    "case.correct": "counter.acts.case.outcomes",
    "case.decidable-here": "counter.acts.approval.on_the_spot",
    "case.decide-here": "counter.acts.approval.on_the_spot",
    "case.deliver": "counter.acts.delivery.serving",
    "case.detach": "counter.acts.case.attachments",
    "case.document": "counter.acts.case.documents",
    "case.draft-notice": "counter.acts.case.telling",
    "case.end-tolerance": "counter.acts.case.lapses",
    "case.explain": "counter.acts.approval.explaining",
    "case.extend": "counter.acts.case.joint",
    "case.extend-tolerance": "counter.acts.case.lapses",
    "case.field": "counter.acts.case.form",
    "case.file": "counter.acts.case.attachments",
    "case.files": "counter.acts.case.attachments",
    "case.fill": "counter.acts.case.form",
    "case.form": "counter.acts.case.form",
    "case.give-back": "counter.acts.case.documents",
    "case.history": "counter.acts.case.history",
    "case.item": "counter.acts.case.opening",
    "case.list": "counter.acts.case.case_list",
    "case.no-permit-needed": "counter.acts.case.outcomes",
    "case.not-competent": "counter.acts.case.outcomes",
    "case.notify": "counter.acts.case.telling",
    "case.open": "counter.acts.case.opening",
    "case.open-list": "counter.acts.case.my_list",
    "case.open-prepared": "counter.acts.case.prepared",
    "case.parties": "counter.acts.case.parties",
    "case.plan": "counter.acts.case.preview",
    "case.post": "counter.acts.delivery.telling",
    "case.post-begin": "counter.acts.delivery.telling",
    "case.post-end": "counter.acts.delivery.telling",
    "case.print-form": "counter.acts.case.form",
    "case.progress": "counter.acts.approval.desk_list",
    "case.rate": "counter.acts.delivery.rating",
    "case.read-list": "counter.acts.case.my_list",
    "case.receive": "counter.acts.case.receiving",
    "case.refuse": "counter.acts.case.outcomes",
    "case.refuse-barred": "counter.acts.case.untruth",
    "case.refuse-false": "counter.acts.case.untruth",
    "case.scans": "counter.acts.case.attachments",
    "case.set": "counter.acts.case.casebook",
    "case.show": "counter.acts.case.casebook",
    "case.stop-telling": "counter.acts.delivery.telling",
    "case.succeed": "counter.acts.case.succession",
    "case.tell": "counter.acts.delivery.telling",
    "case.tie": "counter.acts.case.opening",
    "case.told": "counter.acts.delivery.telling",
    "case.unsorted": "counter.acts.case.prepared",
    "case.urge": "counter.acts.case.outstanding",
    "case.withdraw": "counter.acts.case.outcomes",
    "catalogue.accept": "counter.acts.catalogue.mending",
    "catalogue.adopt": "counter.acts.report.savings",
    "catalogue.agree-change": "counter.acts.catalogue.changing",
    "catalogue.browse": "counter.acts.catalogue.browsing",
    "catalogue.change": "counter.acts.catalogue.changing",
    "catalogue.changes": "counter.acts.catalogue.changing",
    "catalogue.check": "counter.acts.catalogue.standardising",
    "catalogue.compare": "counter.acts.catalogue.comparing",
    "catalogue.edit": "counter.acts.catalogue.mending",
    "catalogue.fields": "counter.acts.catalogue.changing",
    "catalogue.find": "counter.acts.catalogue.browsing",
    "catalogue.finding": "counter.acts.catalogue.beside",
    "catalogue.forget-missed": "counter.acts.catalogue.listening",
    "catalogue.guess": "counter.acts.catalogue.guessing",
    "catalogue.hand-out": "counter.acts.catalogue.handouts",
    "catalogue.import": "counter.acts.catalogue.cloning",
    "catalogue.in-group": "counter.acts.catalogue.browsing",
    "catalogue.index": "counter.acts.catalogue.loading",
    "catalogue.items": "counter.acts.catalogue.guides",
    "catalogue.items-by-document": "counter.acts.catalogue.guides",
    "catalogue.items-by-law": "counter.acts.catalogue.guides",
    "catalogue.missed": "counter.acts.catalogue.listening",
    "catalogue.note-missed": "counter.acts.catalogue.listening",
    "catalogue.paper": "counter.acts.catalogue.document_list",
    "catalogue.papers": "counter.acts.catalogue.document_list",
    "catalogue.place": "counter.acts.catalogue.guides",
    "catalogue.places": "counter.acts.catalogue.guides",
    "catalogue.postpone": "counter.acts.catalogue.mending",
    "catalogue.published": "counter.acts.catalogue.guides",
    "catalogue.return-change": "counter.acts.catalogue.changing",
    "catalogue.say-for": "counter.acts.catalogue.listening",
    "catalogue.search": "counter.acts.catalogue.loading",
    "catalogue.set-papers": "counter.acts.catalogue.document_list",
    "catalogue.survey": "counter.acts.catalogue.guessing",
    "catalogue.synonyms": "counter.acts.catalogue.listening",
    "catalogue.take-back-change": "counter.acts.catalogue.changing",
    "catalogue.turn": "counter.acts.catalogue.changing",
    "catalogue.unsay": "counter.acts.catalogue.listening",
    "catalogue.version": "counter.acts.catalogue.loading",
    "catalogue.would-change": "counter.acts.catalogue.changing",
    "clock.catch-up": "counter.acts.calendar.clocks",
    "clock.confirm": "counter.acts.calendar.doubt",
    "clock.notice": "counter.acts.calendar.doubt",
    "clock.run": "counter.acts.calendar.clock_runs",
    "clock.runs": "counter.acts.calendar.clock_runs",
    "clock.seen": "counter.acts.calendar.clock_runs",
    "clock.state": "counter.acts.calendar.doubt",
    "clock.take-back": "counter.acts.calendar.clock_runs",
    "clock.warnings": "counter.acts.calendar.clocks",
    "day.close": "counter.acts.queue.day",
    "day.decide": "counter.acts.queue.day",
    "day.decide-all": "counter.acts.queue.crowd",
    "day.errors": "counter.acts.queue.day",
    "day.open": "counter.acts.queue.day",
    "day.purge": "counter.acts.queue.day",
    "day.resume": "counter.acts.queue.day",
    "day.show": "counter.acts.queue.day",
    "day.stop": "counter.acts.queue.day",
    "day.totals": "counter.acts.queue.day",
    "department.list": "counter.acts.premises.rooms",
    "department.remedies": "counter.acts.paper.remedies",
    "department.remedy-list": "counter.acts.paper.remedies",
    "department.set": "counter.acts.premises.arranging",
    "desk.close": "counter.acts.premises.closing",
    "desk.list": "counter.acts.premises.rooms",
    "desk.set": "counter.acts.premises.closing",
    "form.attach": "counter.acts.catalogue.item_forms",
    "form.list": "counter.acts.catalogue.item_forms",
    "form.remove": "counter.acts.catalogue.item_forms",
    "hall.arrange": "counter.acts.premises.planning",
    "hall.beginning": "counter.acts.premises.beginning",
    "hall.check": "counter.acts.premises.checking",
    "hall.confirm-sheet": "counter.acts.premises.beginning",
    "hall.contact": "counter.acts.premises.contact",
    "hall.contact-shown": "counter.acts.premises.contact",
    "hall.equip": "counter.acts.premises.training",
    "hall.first-administrator": "counter.acts.premises.beginning",
    "hall.mend-rights": "counter.acts.premises.state",
    "hall.name": "counter.acts.premises.beginning",
    "hall.premises": "counter.acts.premises.arranging",
    "hall.settings-seen": "counter.acts.premises.policy",
    "hall.state": "counter.acts.premises.state",
    "hall.sweep-files": "counter.acts.case.attachments",
    "hall.told": "counter.acts.premises.policy",
    "hall.train": "counter.acts.premises.training",
    "hall.try-out": "counter.acts.premises.beginning",
    "inbox.answer": "counter.acts.inbox.review",
    "inbox.file": "counter.acts.inbox.taking_in",
    "inbox.judge": "counter.acts.inbox.review",
    "inbox.list": "counter.acts.inbox.taking_in",
    "inbox.refuse": "counter.acts.inbox.taking_in",
    "inbox.show": "counter.acts.inbox.taking_in",
    "inbox.take": "counter.acts.inbox.taking_in",
    "inbox.use": "counter.acts.inbox.taking_in",
    "inbox.wish": "counter.acts.inbox.taking_in",
    "item.compare": "counter.acts.catalogue.guides",
    "item.hand-out": "counter.acts.catalogue.handouts",
    "item.show": "counter.acts.catalogue.guides",
    "item.versions": "counter.acts.catalogue.guides",
    "journal.audit": "counter.acts.report.auditing",
    "journal.list": "counter.acts.report.looking",
    "journal.looks": "counter.acts.report.looking",
    "journal.refused-looks": "counter.acts.report.looking",
    "journal.statements": "counter.acts.report.looking",
    "journal.who-looked": "counter.acts.report.auditing",
    "key.compare": "counter.acts.premises.keys",
    "key.prove": "counter.acts.premises.keys",
    "key.rotate": "counter.acts.premises.keys",
    "key.sheet": "counter.acts.premises.keys",
    "key.state": "counter.acts.premises.keys",
    "link.add": "counter.acts.directory.links",
    "link.categories": "counter.acts.directory.links",
    "link.change": "counter.acts.directory.links",
    "link.list": "counter.acts.directory.links",
    "link.load": "counter.acts.directory.loading",
    "link.note-checks": "counter.acts.directory.links",
    "link.restore": "counter.acts.directory.links",
    "link.retire": "counter.acts.directory.links",
    "link.show": "counter.acts.directory.links",
    "link.would-load": "counter.acts.directory.loading",
    "notice.serve": "counter.acts.paper.serving",
    "notice.service": "counter.acts.paper.serving",
    "paper.content": "counter.acts.paper.printing",
    "paper.copies": "counter.acts.paper.printing",
    "paper.list": "counter.acts.paper.printing",
    "paper.printer": "counter.acts.paper.printing",
    "paper.reprint": "counter.acts.paper.printing",
    "paper.test": "counter.acts.paper.printing",
    "paper.unprinted": "counter.acts.paper.printing",
    "paper.verify": "counter.acts.paper.verify",
    "paper.void": "counter.acts.paper.printing",
    "person.add": "counter.acts.case.applicants",
    "person.bars": "counter.acts.case.barring",
    "person.correct": "counter.acts.case.applicants",
    "person.credit": "counter.acts.case.applicants",
    "person.lift-bar": "counter.acts.case.barring",
    "person.looks": "counter.acts.case.applicants",
    "person.merge": "counter.acts.case.applicants",
    "person.search": "counter.acts.case.applicants",
    "person.show": "counter.acts.case.applicants",
    "policy.compare": "counter.acts.premises.policy",
    "policy.history": "counter.acts.premises.policy",
    "policy.list": "counter.acts.premises.policy",
    "policy.load": "counter.acts.premises.policy",
    "policy.reset": "counter.acts.premises.policy",
    "policy.set": "counter.acts.premises.policy",
    "post.correct": "counter.acts.directory.posts",
    "post.kinds": "counter.acts.directory.posts",
    "post.list": "counter.acts.directory.posts",
    "post.show": "counter.acts.directory.posts",
    "post.withdraw": "counter.acts.directory.posts",
    "post.write": "counter.acts.directory.posts",
    "printer.add": "counter.acts.premises.printers",
    "printer.change": "counter.acts.premises.printers",
    "printer.elsewhere": "counter.acts.premises.printers",
    "printer.list": "counter.acts.premises.printers",
    "printer.restore": "counter.acts.premises.printers",
    "printer.retire": "counter.acts.premises.printers",
    "printer.test": "counter.acts.premises.printers",
    "proof.head": "counter.acts.proof.heads",
    "proof.keyed": "counter.acts.proof.heads",
    "proof.restored": "counter.acts.proof.heads",
    "queue.close": "counter.acts.premises.closing",
    "queue.list": "counter.acts.premises.rooms",
    "queue.move": "counter.acts.queue.crowd",
    "queue.move-back": "counter.acts.queue.crowd",
    "queue.moved": "counter.acts.queue.crowd",
    "queue.set": "counter.acts.premises.arranging",
    "queue.told-by": "counter.acts.queue.told_by",
    "rating.answer": "counter.acts.delivery.rating_tasks",
    "rating.appeal": "counter.acts.delivery.rating_tasks",
    "rating.put-right": "counter.acts.delivery.rating_tasks",
    "rating.reach": "counter.acts.delivery.rating_tasks",
    "rating.tasks": "counter.acts.delivery.rating_tasks",
    "rating.visit": "counter.acts.delivery.rating",
    "report.behind": "counter.acts.report.evidence",
    "report.day": "counter.acts.report.figures",
    "report.departments": "counter.acts.report.figures",
    "report.export": "counter.acts.report.exporting",
    "report.figures": "counter.acts.report.looked_at",
    "report.floor": "counter.acts.report.floor",
    "report.group": "counter.acts.report.floor",
    "report.keep": "counter.acts.report.keeping",
    "report.live": "counter.acts.report.live",
    "report.month": "counter.acts.report.month",
    "report.now": "counter.acts.report.figures",
    "report.owed": "counter.acts.case.outstanding",
    "report.own": "counter.acts.report.looked_at",
    "report.played": "counter.acts.report.rostering",
    "report.replay": "counter.acts.report.replay",
    "report.rows": "counter.acts.report.rows",
    "report.savings": "counter.acts.report.savings",
    "report.span": "counter.acts.report.figures",
    "roster.coming": "counter.acts.report.rostering",
    "roster.expected": "counter.acts.report.rostering",
    "roster.save": "counter.acts.report.rostering",
    "roster.show": "counter.acts.report.rostering",
    "slip.list": "counter.acts.delivery.handover",
    "slip.receive": "counter.acts.delivery.handover",
    "staff.actor": "counter.acts.staff.accounts",
    "staff.acts": "counter.acts.staff.people",
    "staff.add": "counter.acts.staff.accounts",
    "staff.away": "counter.acts.staff.accounts",
    "staff.back": "counter.acts.staff.accounts",
    "staff.call": "counter.acts.staff.words",
    "staff.call-off": "counter.acts.staff.words",
    "staff.called": "counter.acts.staff.words",
    "staff.change": "counter.acts.staff.people",
    "staff.end": "counter.acts.staff.people",
    "staff.expire": "counter.acts.staff.people",
    "staff.heard": "counter.acts.staff.words",
    "staff.here": "counter.acts.staff.people",
    "staff.list": "counter.acts.staff.accounts",
    "staff.password": "counter.acts.staff.accounts",
    "staff.people": "counter.acts.staff.people",
    "staff.recover": "counter.acts.staff.recovering",
    "staff.recoveries": "counter.acts.staff.recovering",
    "staff.recoveries-seen": "counter.acts.staff.recovering",
    "staff.relieve": "counter.acts.staff.relieving",
    "staff.retire": "counter.acts.staff.accounts",
    "staff.sign-in": "counter.acts.staff.accounts",
    "staff.sign-out": "counter.acts.staff.accounts",
    "staff.sign-out-other": "counter.acts.staff.people",
    "staff.told": "counter.acts.staff.words",
    "station.close": "counter.acts.premises.closing",
    "station.list": "counter.acts.premises.rooms",
    "station.set": "counter.acts.premises.arranging",
    "ticket.absent": "counter.acts.queue.moving",
    "ticket.back": "counter.acts.queue.moving",
    "ticket.book": "counter.acts.queue.appointments",
    "ticket.call": "counter.acts.queue.calling",
    "ticket.current": "counter.acts.queue.overview",
    "ticket.enter": "counter.acts.queue.stuck",
    "ticket.finish": "counter.acts.queue.moving",
    "ticket.hold": "counter.acts.queue.moving",
    "ticket.language": "counter.acts.queue.speaking",
    "ticket.large-print": "counter.acts.paper.serving",
    "ticket.leave": "counter.acts.queue.moving",
    "ticket.list": "counter.acts.queue.overview",
    "ticket.next": "counter.acts.queue.overview",
    "ticket.order": "counter.acts.queue.overview",
    "ticket.people": "counter.acts.queue.moving",
    "ticket.pick": "counter.acts.queue.calling",
    "ticket.queues": "counter.acts.queue.overview",
    "ticket.recall": "counter.acts.queue.calling",
    "ticket.release": "counter.acts.queue.moving",
    "ticket.show": "counter.acts.queue.overview",
    "ticket.slots": "counter.acts.queue.appointments",
    "ticket.start": "counter.acts.queue.moving",
    "ticket.step-out": "counter.acts.queue.moving",
    "ticket.stuck": "counter.acts.queue.stuck",
    "ticket.take": "counter.acts.queue.taking",
    "ticket.transfer": "counter.acts.queue.moving",
    "ticket.unbook": "counter.acts.queue.appointments",
    "ticket.void": "counter.acts.queue.moving",
    "window.case": "counter.acts.window.find",
    "window.cases": "counter.acts.window.people",
    "window.close": "counter.acts.premises.closing",
    "window.find": "counter.acts.window.find",
    "window.heard": "counter.acts.window.turning",
    "window.lend": "counter.acts.window.running",
    "window.list": "counter.acts.premises.rooms",
    "window.loans": "counter.acts.window.running",
    "window.matters": "counter.acts.window.matters",
    "window.night": "counter.acts.window.turning",
    "window.open": "counter.acts.window.running",
    "window.papers": "counter.acts.window.find",
    "window.pause": "counter.acts.window.running",
    "window.person": "counter.acts.window.people",
    "window.set": "counter.acts.premises.arranging",
    "window.show": "counter.acts.window.overview",
    "window.take-back": "counter.acts.window.running",
    "window.targets": "counter.acts.window.overview",
    "window.turn": "counter.acts.window.turning",
}
"""Name of every act and query -> the module that holds it."""


def __getattr__(name: str) -> Any:
    """`ticket_call` -> the reference of `ticket.call`; the type checker sees the act itself."""
    room = _ROOM_OF.get(name)
    if room is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return Reference(*room)


_ROOM_OF = {attribute(name): (name, room) for name, room in ROOMS.items()}
