"""The WSGI entry point: any server runs `wsgi:application`."""

from ecpat.app import create_app

application = create_app()
