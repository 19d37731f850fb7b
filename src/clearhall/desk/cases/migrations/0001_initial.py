
import clearhall.desk.cases.models
import clearhall.desk.cases.states
import clearhall.desk.lib.ids
import clearhall.desk.taxonomy.harms
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('bodies', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigIntegerField(default=clearhall.desk.lib.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('opened_at', models.DateTimeField()),
                ('harm', models.CharField(choices=clearhall.desk.taxonomy.harms.harm_choices, max_length=40)),
                ('urgency', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('received', 'received'), ('active', 'active'), ('waiting', 'waiting'), ('closed', 'closed')], default=clearhall.desk.cases.states.CaseState['RECEIVED'], max_length=10)),
                ('handed_over_at', models.DateTimeField(blank=True, null=True)),
                ('taken_at', models.DateTimeField(blank=True, null=True)),
                ('first_response_due_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('first_response_at', models.DateTimeField(blank=True, null=True)),
                ('language', models.CharField(max_length=10)),
                ('group', models.BigIntegerField(db_index=True)),
                ('has_news', models.BooleanField(default=False)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('closing_state', models.CharField(blank=True, choices=[('resolved', 'resolved'), ('no_action_possible', 'no_action_possible'), ('not_our_competence', 'not_our_competence'), ('duplicate', 'duplicate'), ('withdrawn', 'withdrawn'), ('unfounded', 'unfounded')], max_length=20)),
                ('handed_to_outside', models.CharField(blank=True, max_length=200)),
                ('reopened_by_reporter_at', models.DateTimeField(blank=True, null=True)),
                ('assignee', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('body', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='bodies.body')),
                ('duplicate_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='duplicates', to='cases.case')),
                ('handed_to', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bodies.body')),
                ('place', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bodies.place')),
            ],
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigIntegerField(default=clearhall.desk.lib.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('author_label', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('text', models.TextField()),
                ('kind', models.CharField(choices=[('note', 'note'), ('hand_over', 'hand_over'), ('reclassify', 'reclassify'), ('close', 'close')], default=clearhall.desk.cases.models.NoteKind['NOTE'], max_length=10)),
                ('record_index', models.BigIntegerField()),
                ('harm_before', models.CharField(blank=True, max_length=40)),
                ('harm_after', models.CharField(blank=True, max_length=40)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='cases.case')),
            ],
        ),
        migrations.CreateModel(
            name='PublishedOutcome',
            fields=[
                ('id', models.BigIntegerField(default=clearhall.desk.lib.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('harm', models.CharField(choices=clearhall.desk.taxonomy.harms.harm_choices, max_length=40)),
                ('outcome', models.CharField(choices=[('public_answer', 'public_answer'), ('fact_check', 'fact_check'), ('alert', 'alert'), ('scam_indicator', 'scam_indicator'), ('notice', 'notice'), ('owner_notification', 'owner_notification')], max_length=30)),
                ('text_zh', models.TextField(blank=True)),
                ('text_en', models.TextField(blank=True)),
                ('author_label', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='cases.case')),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='cases.publishedoutcome')),
            ],
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['body', 'state', 'urgency', 'due_at', 'id'], name='case_queue'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['body', 'urgency', 'due_at', 'id'], name='case_open_queue'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['urgency', 'due_at', 'id'], name='case_open_everywhere'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('closed_at__isnull', True), _negated=True), fields=['body', 'closed_at', 'id'], name='case_closed'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['state', 'due_at'], name='case_by_due'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['assignee', 'state'], name='case_by_assignee'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('has_news', True)), fields=['body', 'id'], name='case_with_news'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['opened_at'], name='case_by_opening'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('harm__in', [clearhall.desk.taxonomy.harms.Harm['BUSINESS_INFRINGEMENT'], clearhall.desk.taxonomy.harms.Harm['COUNTERFEIT_SITE'], clearhall.desk.taxonomy.harms.Harm['DEMAND'], clearhall.desk.taxonomy.harms.Harm['FALSE_ADVERTISING'], clearhall.desk.taxonomy.harms.Harm['FALSE_CHARITY'], clearhall.desk.taxonomy.harms.Harm['FALSE_CLAIM'], clearhall.desk.taxonomy.harms.Harm['HARASSMENT'], clearhall.desk.taxonomy.harms.Harm['IMPERSONATION'], clearhall.desk.taxonomy.harms.Harm['MALICIOUS_SOFTWARE'], clearhall.desk.taxonomy.harms.Harm['MINOR_HARM'], clearhall.desk.taxonomy.harms.Harm['NETWORK_HAZARD'], clearhall.desk.taxonomy.harms.Harm['PERMISSION_OVERREACH'], clearhall.desk.taxonomy.harms.Harm['PERSONAL_DATA_EXPOSURE'], clearhall.desk.taxonomy.harms.Harm['PHISHING'], clearhall.desk.taxonomy.harms.Harm['TELECOM_FRAUD'], clearhall.desk.taxonomy.harms.Harm['UNSAFE_GOODS']])), name='case_names_a_known_harm'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', [clearhall.desk.cases.states.CaseState['ACTIVE'], clearhall.desk.cases.states.CaseState['CLOSED'], clearhall.desk.cases.states.CaseState['RECEIVED'], clearhall.desk.cases.states.CaseState['WAITING']])), name='case_is_in_a_known_state'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state', clearhall.desk.cases.states.CaseState['CLOSED']), models.Q(('closing_state', ''), _negated=True)), models.Q(models.Q(('state', clearhall.desk.cases.states.CaseState['CLOSED']), _negated=True), ('closed_at__isnull', True), ('closing_state', '')), _connector='OR'), name='closed_case_says_how'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closing_state', clearhall.desk.cases.states.ClosingState['DUPLICATE']), ('duplicate_of__isnull', False), models.Q(('duplicate_of', models.F('id')), _negated=True)), models.Q(models.Q(('closing_state', clearhall.desk.cases.states.ClosingState['DUPLICATE']), _negated=True), ('duplicate_of__isnull', True)), _connector='OR'), name='duplicate_names_another_case'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closing_state', clearhall.desk.cases.states.ClosingState['NOT_OUR_COMPETENCE']), _negated=True), ('handed_to__isnull', False), models.Q(('handed_to_outside', ''), _negated=True), _connector='OR'), name='not_ours_names_the_competent_body'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', clearhall.desk.cases.states.CaseState['RECEIVED']), _negated=True), ('assignee__isnull', True), _connector='OR'), name='received_case_is_with_nobody'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', [clearhall.desk.cases.states.CaseState['ACTIVE'], clearhall.desk.cases.states.CaseState['WAITING']]), _negated=True), ('assignee__isnull', False), _connector='OR'), name='held_case_is_with_somebody'),
        ),
        migrations.AddIndex(
            model_name='note',
            index=models.Index(fields=['case', 'id'], name='note_by_case'),
        ),
        migrations.AddConstraint(
            model_name='publishedoutcome',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('harm', 'business_infringement'), ('outcome__in', ['alert', 'notice', 'public_answer'])), models.Q(('harm', 'counterfeit_site'), ('outcome__in', ['alert', 'notice', 'public_answer', 'scam_indicator'])), models.Q(('harm', 'demand'), ('outcome__in', ['public_answer'])), models.Q(('harm', 'false_advertising'), ('outcome__in', ['alert', 'notice', 'public_answer'])), models.Q(('harm', 'false_charity'), ('outcome__in', ['alert', 'notice', 'public_answer', 'scam_indicator'])), models.Q(('harm', 'false_claim'), ('outcome__in', ['alert', 'fact_check'])), models.Q(('harm', 'harassment'), ('outcome__in', ['notice', 'public_answer'])), models.Q(('harm', 'impersonation'), ('outcome__in', ['alert', 'notice', 'public_answer', 'scam_indicator'])), models.Q(('harm', 'malicious_software'), ('outcome__in', ['alert', 'notice', 'public_answer', 'scam_indicator'])), models.Q(('harm', 'minor_harm'), ('outcome__in', ['alert', 'notice', 'public_answer'])), models.Q(('harm', 'network_hazard'), ('outcome__in', ['alert', 'owner_notification', 'public_answer'])), models.Q(('harm', 'permission_overreach'), ('outcome__in', ['notice', 'owner_notification', 'public_answer'])), models.Q(('harm', 'personal_data_exposure'), ('outcome__in', ['alert', 'notice', 'owner_notification', 'public_answer'])), models.Q(('harm', 'phishing'), ('outcome__in', ['alert', 'notice', 'public_answer', 'scam_indicator'])), models.Q(('harm', 'telecom_fraud'), ('outcome__in', ['alert', 'notice', 'public_answer', 'scam_indicator'])), models.Q(('harm', 'unsafe_goods'), ('outcome__in', ['alert', 'notice', 'public_answer'])), _connector='OR'), name='outcome_is_permitted_for_the_harm'),
        ),
        migrations.AddConstraint(
            model_name='publishedoutcome',
            constraint=models.CheckConstraint(condition=models.Q(('text_en', ''), ('text_zh', ''), _negated=True), name='outcome_has_a_text'),
        ),
    ]
