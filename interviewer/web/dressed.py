"""The page's own styles and scripts in its first bytes: gradio adds a `head` of ours later, when all stands already and moves."""

from __future__ import annotations

from interviewer.web.asgi import App, Message, Receive, Scope, Send

END = b"</head>"


class Dressed:
    """An application whose page at "/" has `head` at the end of its own head; everything else is as it was."""

    def __init__(self, app: App, head: str) -> None:
        self._app, self._head = app, head.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        page = scope["type"] == "http" and scope["path"] == "/"
        await self._app(scope, receive, self._dressing(send) if page else send)

    def _dressing(self, send: Send) -> Send:
        """Holds the reply back until it is whole: its length changes."""
        held: list[Message] = []

        async def dress(message: Message) -> None:
            held.append(message)
            if message["type"] != "http.response.body" or message.get("more_body"):
                return
            body = b"".join(m.get("body", b"") for m in held).replace(END, self._head + END, 1)
            length = (b"content-length", str(len(body)).encode())
            headers = [(name, value) for name, value in held[0]["headers"] if name != length[0]]
            await send({**held[0], "headers": [*headers, length]})
            await send({"type": "http.response.body", "body": body})

        return dress
