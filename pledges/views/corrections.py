"""The form in which a reader says what is wrong; no account is needed."""

from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from pledges import corrections
from pledges.models import CorrectionRequest
from pledges.models.corrections import LONGEST
from pledges.terms import terms_of

from .reading import for_reading

if TYPE_CHECKING:
    Form = forms.ModelForm[CorrectionRequest]
else:  # generic for the type checker only
    Form = forms.ModelForm

HOUSEHOLD = 64  # bits of an IPv6 address that one subscriber's devices share


class CorrectionForm(Form):
    """What is wrong, where a source says so, and whom to tell."""

    token = forms.CharField(required=False, widget=forms.HiddenInput, initial=uuid4)
    # Hidden from readers; programs that fill in every form fill this in, too.
    website = forms.CharField(required=False, label="Leave this empty")

    class Meta:
        model = CorrectionRequest
        fields = ["about", "text", "source", "contact"]
        widgets = {
            "text": forms.Textarea({"rows": 8, "maxlength": LONGEST}),
            "source": forms.URLInput(),
        }

    def clean_website(self) -> str:
        """Refuse what only a program fills in."""
        if self.cleaned_data["website"]:
            raise ValidationError("Leave this field empty, so that we know you read.")
        return ""


def correction_form(request: HttpRequest) -> HttpResponseBase:
    """Show the form; take in what is sent."""
    return receive(request) if request.method == "POST" else ask(request)


@for_reading
def ask(request: HttpRequest) -> HttpResponse:
    """Show the empty form, about the page that the reader comes from."""
    return answer(request, CorrectionForm(initial={"about": about(request)}))


def about(request: HttpRequest) -> str:
    """Return what the address says that the report is about."""
    return request.GET.get("about", "")[:300]


def receive(request: HttpRequest) -> HttpResponse:
    """Store what was sent; or show it again, with what keeps it from being stored."""
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return answer(request, form, 400)
    token = form.cleaned_data["token"]
    try:
        corrections.take_in(form.instance, token, network_of(request))
    except corrections.TooManyError as error:
        form.add_error(None, str(error))
        response = answer(request, form, 429)
        response["Retry-After"] = str(error.seconds)
        return response
    return redirect(reverse("correction-received") + terms_of(request).after(""))


def answer(request: HttpRequest, form: CorrectionForm, code: int = 200) -> HttpResponse:
    """Return the page with ``form``."""
    return render(request, "pledges/corrections.html", {"form": form}, status=code)


def received(request: HttpRequest) -> HttpResponse:
    """Say what happens next."""
    return render(request, "pledges/correction_received.html")


def network_of(request: HttpRequest) -> str:
    """
    Return the network that sent ``request``: an IPv4 address, or an IPv6 /64.

    What a request says of itself is believed as far as TRUSTED_PROXIES of ours wrote
    it. What is no address is one network with all else that is none.
    """
    hops = request.headers.get("X-Forwarded-For", "").split(",")
    hops = [hop.strip() for hop in [*hops, request.META.get("REMOTE_ADDR", "")]]
    written = [hop for hop in hops if hop][-1 - settings.TRUSTED_PROXIES :]
    try:
        address = ip_address(written[0] if written else "")
    except ValueError:
        return ""
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ip_network((int(address), HOUSEHOLD), strict=False))
