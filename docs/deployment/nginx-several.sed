# Makes of nginx.conf what stands before two sites in containers (compose.yaml): their addresses, and its log where
# containers have theirs.
0,/server unix:.* max_fails=0;/s//server site-a:8000 max_fails=1 fail_timeout=2s;/
s/server unix:.* max_fails=0;/server site-b:8000 max_fails=1 fail_timeout=2s;\n    keepalive 16;/
s#/var/log/nginx/ecpat.log#/dev/stdout#
s#/var/log/nginx/ecpat-error.log#/dev/stderr#
