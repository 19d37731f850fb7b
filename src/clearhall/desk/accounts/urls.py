"""Addresses of sign-in, account, people and tokens. allauth's pages stand here one by one: what is not named answers 404."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.urls import include, path
from django.views.generic import RedirectView

from clearhall.desk.accounts import web

to_sign_in = RedirectView.as_view(pattern_name="account_login")

own = (
    [
        path("account/", web.me, name="me"),
        path("account/password/", web.password, name="password"),
        path("account/sign-ins/end/", web.end_sign_ins, name="end-sign-ins"),
        path("account/sign-out/", account.logout, name="sign-out"),
        path("account/link/<str:secret>/", web.link, name="link"),
        path("people/", web.people, name="people"),
        path("people/new/", web.invite, name="invite"),
        path("people/<slug:handle>/", web.person, name="person"),
        path("people/<slug:handle>/role/", web.give_role, name="give-role"),
        path("people/<slug:handle>/role/take/", web.take_role, name="take-role"),
        path("people/<slug:handle>/reset/", web.reset, name="reset"),
        path("people/<slug:handle>/deactivate/", web.deactivate, name="deactivate"),
        path("tokens/", web.tokens, name="tokens"),
        path("tokens/new/", web.new_token, name="new-token"),
        path("tokens/<int:token_id>/revoke/", web.revoke_token, name="revoke-token"),
    ],
    "accounts",
)

# Names without a namespace are the ones by which allauth finds its own pages.
urlpatterns = [
    path("", include(own)),
    path("account/sign-in/", account.login, name="account_login"),
    path("account/sign-out/", account.logout, name="account_logout"),
    path("account/prove/", account.reauthenticate, name="account_reauthenticate"),
    path("account/inactive/", to_sign_in, name="account_inactive"),
    path("account/second-factor/", mfa.index, name="mfa_index"),
    path("account/second-factor/code/", mfa.authenticate, name="mfa_authenticate"),
    path("account/second-factor/prove/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("account/second-factor/app/add/", totp.activate_totp, name="mfa_activate_totp"),
    path("account/second-factor/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/second-factor/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/second-factor/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/second-factor/codes/file/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("account/passkeys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("account/passkeys/add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("account/passkeys/prove/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("account/passkeys/sign-in/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("account/passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("account/passkeys/<int:pk>/name/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("account/single-sign-on/<slug:provider_id>/", oidc.login, name="openid_connect_login"),
    path("account/single-sign-on/<slug:provider_id>/back/", oidc.callback, name="openid_connect_callback"),
    path("account/single-sign-on-cancelled/", to_sign_in, name="socialaccount_login_cancelled"),
]
