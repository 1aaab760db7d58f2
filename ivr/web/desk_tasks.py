"""Tasks at the desk: an agent takes one, and gives it back, has the citizen called, or is done."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from ivr.services import desk_tasks, tasks
from ivr.web.access import the_visitor
from ivr.web.pages import tell
from ivr.web.site import site

task_pages = Blueprint("tasks", __name__, url_prefix="/desk/task/<public_id>")


@task_pages.post("/take")
def take(public_id: str) -> ResponseReturnValue:
    with site().database.writing() as rows:
        is_hers = desk_tasks.take(rows, public_id, the_visitor().id, site().now())
    if is_hers:
        return redirect(url_for("citizen.page", through="task", key=public_id), 303)
    return _on("task.gone")


@task_pages.post("/give-back")
def give_back(public_id: str) -> ResponseReturnValue:
    with site().database.writing() as rows:
        given = tasks.give_back(rows, public_id, the_visitor().id, site().now())
    return _on("task.given_back" if given else "task.gone")


@task_pages.post("/done")
def done(public_id: str) -> ResponseReturnValue:
    with site().database.writing() as rows:
        is_done = desk_tasks.finish(rows, public_id, the_visitor().id, site().now())
    return _on("task.done" if is_done else "task.gone")


@task_pages.post("/call-first")
def call_first(public_id: str) -> ResponseReturnValue:
    """The citizen is called by whoever has taken the task; the task stays hers meanwhile."""
    with site().database.writing() as rows:
        found = desk_tasks.call_first(rows, public_id, the_visitor().id, site().now())
    return _on("task.gone" if found == "gone" else f"task.call.{found}")


def _on(told: str) -> ResponseReturnValue:
    tell(told)
    return redirect(url_for("desk.page"), 303)
