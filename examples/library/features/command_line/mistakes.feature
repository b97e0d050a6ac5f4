@command_line
Feature: Mistakes on the command line

  Background:
    Given today is 2024-03-04
    And the members
      | name      | born       |
      | Ada Novak | 1980-05-17 |

  Scenario Outline: The library refuses with code 1, wrong usage has code 2
    When the command is <command>
    Then it ends with <code>: <message>

    Examples:
      | command                     | code | message                                     |
      | lend M0001 B-101            | 1    | there is no copy B-101                      |
      | pay M0001 much              | 2    | 'much' is not an amount of money            |
      | renew                       | 2    | renew takes a barcode or --card             |
      | report month                | 2    | the report needs --month YYYY-MM            |

  Scenario: No database
    When the command for the database "absent.db" is report stock
    Then it ends with 2: there is no database {folder}/absent.db

  Scenario: A database of a newer program
    Given a database that knows 1 migrations more than the program
    When the command is report stock
    Then it ends with 1: the database is out of date: run python -m library.migrate {folder}/library.db
